using System.Collections.Concurrent;
using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Contracts;

/// <summary>Concurrent claims in one process share their queries and never try one task at a time.</summary>
public abstract class TaskSharingContract : Contract
{
    private const int Tasks = 329;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // The clock is stopped, so that cached candidates do not expire on a slow machine; their maximum age has its own test. Each commit lets
    // the other loops run first: an engine that answers at once would otherwise run one loop after the other on a busy machine.
    [Theory, Trait("Guarantee", "T1"), Trait("Guarantee", "T42")]
    [InlineData(3)]
    [InlineData(16)]
    public async Task ClaimAsync_ByLoopsOnOneQueue_ReadsATaskTwiceAtMostAndLosesNoRace(int loops)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync(), time: new FakeTimeProvider());
        await EnqueueAsync(test);
        test.Faults.Otherwise = verb => verb is Verb.Commit ? Fault.Before(static async () => await Task.Yield()) : null;
        var before = test.Stack.Billed.Read().Reads;
        var calls = test.Faults.Calls.Count;

        var claimed = await DrainAsync([.. Enumerable.Repeat(test, loops)]);

        claimed.Should().OnlyHaveUniqueItems().And.HaveCount(Tasks);
        (test.Stack.Billed.Read().Reads - before).Should().BeLessThanOrEqualTo((2 * Tasks) + loops, "each loop ends with an empty query");
        test.Faults.Calls.Skip(calls).Count(verb => verb is Verb.Commit).Should().Be(Tasks, "two loops never try one task at a time");
        test.Faults.Calls.Skip(calls).Count(verb => verb is Verb.Query).Should().BeLessThan(Tasks);
    }

    [Theory, Trait("Guarantee", "T1"), Trait("Guarantee", "T42")]
    [InlineData(2)]
    [InlineData(3)]
    public async Task ClaimAsync_ByProcesses_ReadsATaskOnceInEachAndOnceMoreAtMost(int processes)
    {
        var engine = await CreateEngineAsync();
        var time = new FakeTimeProvider();
        await EnqueueAsync(QueueUnderTest.Over(engine));
        var claimers = Enumerable.Range(0, processes).Select(_ => QueueUnderTest.Over(engine, time: time)).ToList();

        var claimed = await DrainAsync(claimers);

        claimed.Should().OnlyHaveUniqueItems().And.HaveCount(Tasks);
        claimers.Sum(claimer => claimer.Stack.Billed.Read().Reads).Should().BeLessThanOrEqualTo((processes + 1) * Tasks);
    }

    [Fact, Trait("Guarantee", "T1")]
    public async Task ClaimAsync_WhileAnotherClaimTriesTheOnlyTask_WaitsThenTriesIt()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        test.Faults.Next(Verb.Commit, Fault.Before(async () =>
        {
            reached.SetResult();
            await goOn.Task.WaitAsync(Eventually.Patience, Token);
            await test.PatchRawAsync(id, new Dictionary<string, Value?> { ["note"] = Values.Of("changed") }, Token);
        }));
        var first = test.Queue.ClaimAsync("github", "a", Token);
        await reached.Task.WhileAsync(first);
        var queries = test.Faults.Calls.Count(verb => verb is Verb.Query);
        var second = test.Queue.ClaimAsync("github", "b", Token);
        await Eventually.TrueAsync(
            () => test.Faults.Calls.Count(verb => verb is Verb.Query) > queries, Eventually.Patience, Token).WhileAsync(first);
        goOn.SetResult();

        (await Task.WhenAll(first, second)).OfType<ClaimedTask>().Should().ContainSingle().Which.Task.Id.Should().Be(id);
    }

    private static async Task EnqueueAsync(QueueUnderTest test) =>
        await test.Queue.EnqueueManyAsync([.. Enumerable.Repeat(QueueUnderTest.NewTask(), Tasks)], Token);

    private static async Task<IReadOnlyCollection<string>> DrainAsync(IReadOnlyList<QueueUnderTest> loops)
    {
        var claimed = new ConcurrentBag<string>();
        await Task.WhenAll(loops.Select((loop, i) => Task.Run(async () =>
        {
            while (await loop.Queue.ClaimAsync("github", $"a{i}", Token) is { } task)
            {
                claimed.Add(task.Task.Id);
            }
        })));
        return claimed;
    }
}
