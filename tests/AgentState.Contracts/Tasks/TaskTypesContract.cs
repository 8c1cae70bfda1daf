using AgentState.TestKit;

namespace AgentState.Contracts;

/// <summary>A claim over several types starves none of them and returns null only if all of them are empty.</summary>
public abstract class TaskTypesContract : Contract
{
    private static readonly string[] Types = ["flooded", "rare", "empty"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "T26")]
    public async Task ClaimAsync_WithAFloodedType_DoesNotStarveAnother()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Queue.EnqueueManyAsync(
            [
                .. Enumerable.Repeat(QueueUnderTest.NewTask("flooded", priority: 10), 40),
                .. Enumerable.Repeat(QueueUnderTest.NewTask("rare", priority: 1), 3),
            ],
            Token);

        var claimed = new List<string>();
        for (var i = 0; i < 9; i++)
        {
            claimed.Add((await test.Queue.ClaimAsync(Types, "a", Token))!.Task.Type);
        }

        claimed.Should().Equal("flooded", "rare", "flooded", "flooded", "rare", "flooded", "flooded", "rare", "flooded");
    }

    [Fact, Trait("Guarantee", "T26")]
    public async Task ClaimAsync_AfterLostRaces_ReturnsNullOnlyIfAllTypesAreEmpty()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var other = QueueUnderTest.Over(test.Engine);
        await test.Queue.EnqueueManyAsync([.. Enumerable.Repeat(QueueUnderTest.NewTask("rare"), 4)], Token);
        var thief = Fault.Before(async () => (await other.Queue.ClaimAsync("rare", "thief", Token)).Should().NotBeNull());
        test.Faults.Next(Verb.Commit, thief, thief, thief);

        (await test.Queue.ClaimAsync(Types, "a", Token)).Should().NotBeNull();
        (await test.Queue.ClaimAsync(Types, "a", Token)).Should().BeNull();

        test.Faults.Queries.TakeLast(3).Select(query => query.Where.CompositeFilter.Filters[0].FieldFilter.Value.StringValue)
            .Should().BeEquivalentTo(Types, "each type is queried once");
    }

    [Fact, Trait("Guarantee", "T26"), Trait("Guarantee", "T40"), Trait("Guarantee", "T42")]
    public async Task ClaimAsync_OfSeveralTypes_ReadsPoliciesOnceAndSkipsPausedOnes()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync(), new TaskOptions(), agents: new AgentOptions());
        await test.Queue.EnqueueManyAsync([QueueUnderTest.NewTask("flooded"), QueueUnderTest.NewTask("rare")], Token);
        await test.Administration.PauseAsync("flooded", Token);
        var (calls, reads) = (test.Faults.Calls.Count, test.Stack.Billed.Read().Reads);

        var claimed = await test.Queue.ClaimAsync(Types, "a", Token);

        claimed!.Task.Type.Should().Be("rare");
        test.Faults.Calls.Skip(calls).Should().Equal(Verb.Get, Verb.Query, Verb.Commit);
        test.Stack.Billed.Read().Reads.Should().Be(reads + 4 + 1, "the agent and three types, and the task");
    }

    [Fact, Trait("Guarantee", "T26")]
    public async Task ClaimAsync_WithARepeatedType_QueriesItOnce()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync(), new TaskOptions());

        (await test.Queue.ClaimAsync(["a", "b", "a"], "agent", Token)).Should().BeNull();

        test.Faults.Calls.Should().Equal(Verb.Get, Verb.Query, Verb.Query);
    }

    [Fact, Trait("Guarantee", "T26"), Trait("Guarantee", "T1")]
    public async Task ClaimAsync_ConcurrentOverSeveralTypes_ClaimsEachTaskOnce()
    {
        var engine = await CreateEngineAsync();
        var producer = QueueUnderTest.Over(engine);
        var outcomes = await producer.Queue.EnqueueManyAsync(
            [.. Enumerable.Range(0, 30).Select(number => QueueUnderTest.NewTask(Types[number % 2]))], Token);
        var claimed = new System.Collections.Concurrent.ConcurrentBag<string>();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            var process = QueueUnderTest.Over(engine);
            while (await process.Queue.ClaimAsync(Types, $"a{i}", Token) is { } task)
            {
                claimed.Add(task.Task.Id);
            }
        })));

        claimed.Should().BeEquivalentTo(outcomes.Select(outcome => outcome.TaskId));
    }
}
