using AgentState.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Contracts;

/// <summary>
/// A type with a concurrency limit does not delay other types of its host and is claimed as soon as one of its slots is free.
/// </summary>
public abstract class WorkerLimitContract : Contract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "T27")]
    public async Task LimitedType_WithUnansweredClaims_DoesNotDelayOtherTypes()
    {
        var engine = new CommitGate(new Undisposed(await CreateEngineAsync()));
        var fleet = QueueUnderTest.Over(new Undisposed(engine));
        await fleet.Administration.SetConcurrencyLimitAsync("limited", 2, Token);
        var limited = await EnqueueAsync(fleet, "limited", 4);
        var other = await EnqueueAsync(fleet, "other", 20);
        using var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker("limited", Nothing).AddTaskWorker("other", Nothing));

        // A claim of a limited type is one commit with its slot; other claims and completions share batch writes.
        engine.Holds = static writes => writes.Any(static write => Writes.NameOf(write).Contains("/slots/", StringComparison.Ordinal));
        await host.StartAsync(Token);
        await engine.Held.WaitAsync(Eventually.Patience, Token);
        await AllEndAsync(fleet, other);
        engine.Open();

        await AllEndAsync(fleet, limited);
        await host.StopAsync(Token);
    }

    [Fact, Trait("Guarantee", "T27")]
    public async Task LimitedType_WithFreeSlots_ClaimsThemInParallel()
    {
        const int Limit = 4;
        var engine = new CommitGate(new Undisposed(await CreateEngineAsync()));
        var fleet = QueueUnderTest.Over(new Undisposed(engine));
        await fleet.Administration.SetConcurrencyLimitAsync("limited", Limit, Token);
        var tasks = await EnqueueAsync(fleet, "limited", 2 * Limit);
        using var host = WorkerHost.Of(
            engine, builder => builder.AddTaskWorker("limited", Nothing, options => options.Concurrency = Limit));
        engine.Holds = static writes => writes.Any(static write => Writes.NameOf(write).Contains("/slots/", StringComparison.Ordinal));
        await host.StartAsync(Token);

        // Sequential claims would wait for the first one for ever.
        await Eventually.TrueAsync(() => engine.HeldCount == Limit, Eventually.Patience, Token);
        engine.Open();

        await AllEndAsync(fleet, tasks);
        await host.StopAsync(Token);
    }

    // The worker looks for a free slot before the completion that frees one is stored.
    [Fact, Trait("Guarantee", "T27")]
    public async Task LimitedType_WithoutAFreeSlot_IsClaimedAfterItsOwnCompletion()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        await fleet.Administration.SetConcurrencyLimitAsync("limited", 1, Token);
        var tasks = await EnqueueAsync(fleet, "limited", 12);
        var time = new HeldDelays(TimeSpan.FromSeconds(5));
        using var host = WorkerHost.Of(
            engine, builder => builder.AddTaskWorker("limited", Nothing, options => options.Concurrency = 2), time: time);
        await host.StartAsync(Token);

        // Every delay of five seconds is held for ever, so a task that waits for one is never claimed.
        await AllEndAsync(fleet, tasks);

        await host.StopAsync(Token);
    }

    // Another process holds the other slots. Reading all of them for each task would cost more than the task.
    [Fact, Trait("Guarantee", "T27"), Trait("Guarantee", "T42")]
    public async Task LimitedType_AtItsLimit_ReusesItsOwnSlotsWithoutReadingOthers()
    {
        const int Limit = 20;
        var engine = new SlotReads(new Undisposed(await CreateEngineAsync()));
        var fleet = QueueUnderTest.Over(new Undisposed(engine), new TaskOptions { PauseMaxAge = TimeSpan.Zero });
        await fleet.Administration.SetConcurrencyLimitAsync("limited", Limit, Token);
        await EnqueueAsync(fleet, "limited", Limit - 1);
        (await fleet.Queue.ClaimManyAsync("limited", "elsewhere", Limit - 1, Token)).Should().HaveCount(Limit - 1);
        engine.Count.Should().Be(1, "these claims read the slots once");
        var tasks = await EnqueueAsync(fleet, "limited", 12);
        var time = new HeldDelays(TimeSpan.FromSeconds(5));
        using var host = WorkerHost.Of(
            engine, builder => builder.AddTaskWorker("limited", Nothing, options => options.Concurrency = 2), time: time);
        await host.StartAsync(Token);

        await AllEndAsync(fleet, tasks);

        engine.Count.Should().BeInRange(2, 3, "the worker reads all slots to find the free one, and again if a claim fails");
        await host.StopAsync(Token);
    }

    private static async Task<IReadOnlyList<string>> EnqueueAsync(QueueUnderTest fleet, string type, int count) =>
        [
            .. (await fleet.Queue.EnqueueManyAsync([.. Enumerable.Range(0, count).Select(_ => QueueUnderTest.NewTask(type))], Token))
                .Select(added => added.TaskId),
        ];

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
