using Google.Cloud.Firestore.V1;

namespace AgentState.Contracts;

/// <summary>A document of one instance that another program has mangled harms no other agent.</summary>
public abstract class AgentTroubleContract : Contract
{
    private static readonly TimeSpan Patience = Eventually.Patience;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Promise", "A10")]
    public async Task Sweep_OfAnInstanceThatCannotBeRead_MarksTheOthers()
    {
        var fleet = await FleetAsync();
        await MangleAsync(fleet, "a");
        await fleet.WriteRawAsync(Silent(fleet, "b", Values.Of(QueueUnderTest.LongAgo)), Token);

        (await fleet.Agents.SweepAsync(Token)).Should().Equal("b");
    }

    [Fact, Trait("Promise", "A5"), Trait("Promise", "W2")]
    public async Task Watch_OfAFleetWithAnInstanceThatCannotBeRead_GoesOn()
    {
        var fleet = await FleetAsync();
        await MangleAsync(fleet, "a");
        var registration = new AgentRegistration { Id = "b", Type = "data" };
        await using var alive = await fleet.Agents.StartInstanceAsync(registration, cancellationToken: Token);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(Patience);

        await foreach (var snapshot in fleet.Agents.WatchFleetAsync(cancellationToken: deadline.Token))
        {
            snapshot.Agents.Select(presence => (presence.Agent.Id, presence.Liveness.Grade)).Should()
                .Equal(("a", LivenessGrade.Absent), ("b", LivenessGrade.Alive));
            break;
        }

        (await fleet.Agents.GetLivenessAsync("a", Token)).Grade.Should().Be(LivenessGrade.Absent);
    }

    private async Task<QueueUnderTest> FleetAsync()
    {
        var fleet = QueueUnderTest.Over(await CreateEngineAsync());
        await fleet.Agents.RegisterAsync(new AgentRegistration { Id = "a", Type = "data" }, Token);
        await fleet.Agents.RegisterAsync(new AgentRegistration { Id = "b", Type = "data" }, Token);
        return fleet;
    }

    private static Task MangleAsync(QueueUnderTest fleet, string agentId) =>
        fleet.WriteRawAsync(Silent(fleet, agentId, Values.Of("long ago")), Token);

    private static Write Silent(QueueUnderTest fleet, string agentId, Value lastHeartbeat)
    {
        KeyValuePair<string, Value>[] fields =
            [new("parentPath", Values.Of("")), new("lastHeartbeat", lastHeartbeat), new("epoch", Values.Of(1))];
        return Writes.Patch(InstanceDocument.NameOf(fleet.Engine.Root, agentId, "one"), fields, fields.Select(field => field.Key));
    }
}
