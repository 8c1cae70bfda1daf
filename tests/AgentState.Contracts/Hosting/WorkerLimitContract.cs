using AgentState.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Contracts;

/// <summary>
/// A type with a concurrency limit keeps no other type of its host waiting, and is claimed again as soon as one of its slots is free.
/// </summary>
public abstract class WorkerLimitContract : Contract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Promise", "T27")]
    public async Task LimitedType_WhoseClaimsAreNotAnswered_KeepsNoOtherTypeWaiting()
    {
        var engine = new CommitGate(new Undisposed(await CreateEngineAsync()));
        var fleet = QueueUnderTest.Over(new Undisposed(engine));
        await fleet.Queue.SetConcurrencyLimitAsync("limited", 2, Token);
        var limited = await EnqueueAsync(fleet, "limited", 4);
        var other = await EnqueueAsync(fleet, "other", 20);
        using var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker("limited", Nothing).AddTaskWorker("other", Nothing));

        // Each claim of a limited type is a commit with its slot; other claims and completions go by the shared call.
        engine.Holds = static writes => writes.Any(static write => Writes.NameOf(write).Contains("/slots/", StringComparison.Ordinal));
        await host.StartAsync(Token);
        await engine.Held.WaitAsync(Eventually.Patience, Token);
        await AllEndAsync(fleet, other);
        engine.Open();

        await AllEndAsync(fleet, limited);
        await host.StopAsync(Token);
    }

    [Fact, Trait("Promise", "T27")]
    public async Task LimitedType_ClaimsAsManyAsItHasSlots_SideBySide()
    {
        const int Limit = 4;
        var engine = new CommitGate(new Undisposed(await CreateEngineAsync()));
        var fleet = QueueUnderTest.Over(new Undisposed(engine));
        await fleet.Queue.SetConcurrencyLimitAsync("limited", Limit, Token);
        var tasks = await EnqueueAsync(fleet, "limited", 2 * Limit);
        using var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker("limited", Nothing, options => options.Concurrency = Limit));
        engine.Holds = static writes => writes.Any(static write => Writes.NameOf(write).Contains("/slots/", StringComparison.Ordinal));
        await host.StartAsync(Token);

        // One after the other they would wait for the first for ever.
        await Eventually.TrueAsync(() => engine.HeldCount == Limit, Eventually.Patience, Token);
        engine.Open();

        await AllEndAsync(fleet, tasks);
        await host.StopAsync(Token);
    }

    // The look for a free slot comes before the completion that frees one, which is stored while it is under way.
    [Fact, Trait("Promise", "T27")]
    public async Task LimitedType_ThatFoundNoSlot_IsClaimedWhenItsOwnCompletionFreesOne()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        await fleet.Queue.SetConcurrencyLimitAsync("limited", 1, Token);
        var tasks = await EnqueueAsync(fleet, "limited", 12);
        var time = new HeldDelays(TimeSpan.FromSeconds(5));
        using var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker("limited", Nothing, options => options.Concurrency = 2), time: time);
        await host.StartAsync(Token);

        // With every block of five seconds held for ever, a task that waits for one would never be claimed.
        await AllEndAsync(fleet, tasks);

        await host.StopAsync(Token);
    }

    // The other slots are another process's: to read all of them for each task would cost more than the task.
    [Fact, Trait("Promise", "T27"), Trait("Promise", "T42")]
    public async Task LimitedType_AtItsLimit_TakesItsOwnFreedSlots_WithoutReadingOthers()
    {
        const int Limit = 20;
        var engine = new SlotReads(new Undisposed(await CreateEngineAsync()));
        var fleet = QueueUnderTest.Over(new Undisposed(engine), new TaskOptions { PauseMaxAge = TimeSpan.Zero });
        await fleet.Queue.SetConcurrencyLimitAsync("limited", Limit, Token);
        await EnqueueAsync(fleet, "limited", Limit - 1);
        (await fleet.Queue.ClaimManyAsync("limited", "elsewhere", Limit - 1, Token)).Should().HaveCount(Limit - 1);
        engine.Count.Should().Be(1, "each of these claims has a slot");
        var tasks = await EnqueueAsync(fleet, "limited", 12);
        var time = new HeldDelays(TimeSpan.FromSeconds(5));
        using var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker("limited", Nothing, options => options.Concurrency = 2), time: time);
        await host.StartAsync(Token);

        await AllEndAsync(fleet, tasks);

        engine.Count.Should().BeInRange(2, 3, "the worker reads all slots to find the first, and once more where a claim was lost");
        await host.StopAsync(Token);
    }

    private static async Task<IReadOnlyList<string>> EnqueueAsync(QueueUnderTest fleet, string type, int count) =>
        [.. (await fleet.Queue.EnqueueManyAsync([.. Enumerable.Range(0, count).Select(_ => QueueUnderTest.NewTask(type))], Token)).Select(added => added.TaskId)];

    private static Task AllEndAsync(QueueUnderTest fleet, IReadOnlyList<string> ids) =>
        Task.WhenAll(ids.Select(id => fleet.Queue.WaitForResultAsync(id, Token))).WaitAsync(Eventually.Patience, Token);

    private static Task<StateMap?> Nothing(TaskContext context, CancellationToken cancellationToken) => Task.FromResult<StateMap?>(null);

    // Counts how often slots are read.
    private sealed class SlotReads(IDocumentStore inner) : PassingDocumentStore(inner)
    {
        private int count;

        public int Count => Volatile.Read(ref count);

        public override Task<IReadOnlyList<DocumentSnapshot>> GetAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
        {
            if (names.Any(static name => name.Contains("/slots/", StringComparison.Ordinal)))
            {
                Interlocked.Increment(ref count);
            }

            return base.GetAsync(names, cancellationToken);
        }
    }
}
