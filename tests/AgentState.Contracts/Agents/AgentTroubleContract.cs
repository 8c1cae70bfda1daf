using AgentState.TestKit;
using Google.Cloud.Firestore.V1;

namespace AgentState.Contracts;

/// <summary>An instance document that another client has mangled does not affect other agents.</summary>
public abstract class AgentTroubleContract : Contract
{
    private static readonly TimeSpan Patience = Eventually.Patience;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "A10")]
    public async Task SweepAsync_WithUnreadableInstance_MarksTheOthers()
    {
        var fleet = await FleetAsync();
        await MangleAsync(fleet, "a");
        await fleet.WriteRawAsync(Silent(fleet, "b", Values.Of(QueueUnderTest.LongAgo)), Token);

        (await fleet.Agents.SweepAsync(Token)).Should().Equal("b");
    }

    [Fact, Trait("Guarantee", "A10")]
    public async Task SweepAsync_WithRefusedWrite_MarksTheOthers()
    {
        var engine = new ItemFaultStore(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        foreach (var id in (string[])["a", "b"])
        {
            await fleet.Agents.RegisterAsync(new AgentRegistration { Id = id, Type = "data" }, Token);
            await fleet.WriteRawAsync(Silent(fleet, id, Values.Of(QueueUnderTest.LongAgo)), Token);
        }

        engine.Refuse = write => Writes.NameOf(write).Contains("/agents/a", StringComparison.Ordinal)
            ? new AgentStateException("The database refused the request.")
            : null;

        (await fleet.Agents.SweepAsync(Token)).Should().Equal("b");
    }

    [Fact, Trait("Guarantee", "A5"), Trait("Guarantee", "W2")]
    public async Task WatchAllAsync_WithUnreadableInstance_ReportsTheOthers()
    {
        var fleet = await FleetAsync();
        await MangleAsync(fleet, "a");
        var registration = new AgentRegistration { Id = "b", Type = "data" };
        await using var alive = await fleet.Agents.StartInstanceAsync(registration, cancellationToken: Token);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(Patience);

        await foreach (var snapshot in fleet.Agents.WatchAllAsync(liveness: LivenessDetail.Grades, cancellationToken: deadline.Token))
        {
            snapshot.Agents.Select(agent => (agent.Id, agent.Liveness!.Grade)).Should()
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
