using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentState.Contracts;

/// <summary>Attempts whose handlers do not stop, cannot be created, or block their threads.</summary>
public abstract class StuckHandlerContract : Contract
{
    private static readonly TimeSpan Patience = Eventually.Patience;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, Trait("Guarantee", "T10"), Trait("Guarantee", "T15")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TimedOutHandler_ThatDoesNotStop_EndsItsAttemptAndDropsItsResult(bool blocksItsThread)
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        var log = new HeardLog<TaskWorkerService>();
        using var release = new ManualResetEventSlim();
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        using var host = HostOf(
            engine,
            async (context, _) =>
            {
                if (context.Attempt == 1)
                {
                    await WaitAsync(release, blocksItsThread);
                }

                return Numbered(context.Attempt);
            },
            worker => (worker.Concurrency, worker.Timeout, worker.CancellationGracePeriod) =
                (2, TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(100)),
            log);
        await host.StartAsync(Token);

        var done = await fleet.Queue.WaitForResultAsync(task.Id, Token).WaitAsync(Patience, Token);
        (await StatusAsync(host)).Should().Be(HealthStatus.Degraded, "a handler has not stopped");
        release.Set();
        await Eventually.TrueAsync(async () => await StatusAsync(host) is HealthStatus.Healthy, Patience, Token);
        await host.StopAsync(Token);

        (done.Status, done.Attempt, done.Result).Should().Be((AgentTaskStatus.Done, 2, Numbered(2)));
        done.Errors.Should().ContainSingle().Which.Message.Should().StartWith(AgentTaskErrors.TimedOut);
        (await fleet.Queue.GetAsync(task.Id, Token))!.Result.Should().Be(Numbered(2));
        log.Told.Where(line => line.Level is LogLevel.Warning && line.Text.Contains(task.Id, StringComparison.Ordinal))
            .Should().ContainSingle().Which.Id.Should().Be(8118);
    }

    [Fact, Trait("Guarantee", "T10"), Trait("Guarantee", "T32")]
    public async Task StuckHandler_UntilItReturns_CountsTowardTheConcurrency()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        using var release = new ManualResetEventSlim();
        var begun = new ConcurrentQueue<string>();
        var stuck = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(priority: 9), Token);
        using var host = HostOf(
            engine,
            async (context, _) =>
            {
                begun.Enqueue(context.TaskId);
                if (context.TaskId == stuck.Id)
                {
                    await WaitAsync(release, blocksItsThread: false);
                }

                return null;
            },
            worker => (worker.Concurrency, worker.CancellationGracePeriod) = (1, TimeSpan.FromMilliseconds(100)));
        await host.StartAsync(Token);
        await Eventually.TrueAsync(() => !begun.IsEmpty, Patience, Token);
        var other = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);

        await fleet.Administration.CancelAsync(stuck.Id, Token);
        await Eventually.TrueAsync(
            async () => (await fleet.Queue.GetAsync(stuck.Id, Token))!.Status is AgentTaskStatus.Cancelled, Patience, Token);
        await Eventually.TrueAsync(async () => await StatusAsync(host) is HealthStatus.Unhealthy, Patience, Token);
        begun.Should().Equal([stuck.Id], "the stuck handler uses the whole concurrency");
        release.Set();

        (await fleet.Queue.WaitForResultAsync(other.Id, Token).WaitAsync(Patience, Token)).Status.Should().Be(AgentTaskStatus.Done);
        await host.StopAsync(Token);
    }

    [Fact, Trait("Guarantee", "T21")]
    public async Task StopAsync_WithAStuckHandlerOfAnEndedAttempt_DoesNotWaitForIt()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        using var release = new ManualResetEventSlim();
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask() with { MaxAttempts = 1 }, Token);
        using var host = HostOf(
            engine,
            async (_, _) =>
            {
                await WaitAsync(release, blocksItsThread: false);
                return null;
            },
            worker => (worker.Timeout, worker.CancellationGracePeriod, worker.ShutdownTimeout) =
                (TimeSpan.FromMilliseconds(50), TimeSpan.Zero, TimeSpan.FromDays(1)));
        await host.StartAsync(Token);
        await fleet.Queue.WaitForResultAsync(task.Id, Token).WaitAsync(Patience, Token);

        await host.StopAsync(Token).WaitAsync(Patience, Token);

        release.Set();
    }

    [Fact, Trait("Guarantee", "T16")]
    public async Task Handler_WithAMissingDependency_UsesNoAttemptAndIsUnhealthy()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        var log = new HeardLog<TaskWorkerService>();
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var other = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(type: "other"), Token);
        using var host = WorkerHost.Of(engine, builder =>
        {
            builder.Services.AddSingleton<ILoggerProvider>(log).AddHealthChecks().AddAgentState();
            builder.AddTaskWorker<Dependent>("github").AddTaskWorker("other", (_, _) => Task.FromResult<StateMap?>(null));
        });
        await host.StartAsync(Token);

        await Eventually.TrueAsync(async () => await StatusAsync(host) is HealthStatus.Unhealthy, Patience, Token);
        (await fleet.Queue.WaitForResultAsync(other.Id, Token).WaitAsync(Patience, Token)).Status.Should().Be(AgentTaskStatus.Done);

        // The error is logged after the health check reports it.
        await Eventually.TrueAsync(() => log.Told.Any(line => line.Level == LogLevel.Error), Patience, Token);
        await host.StopAsync(Token);

        var left = await fleet.Queue.GetAsync(task.Id, Token);
        (left!.Status, left.Attempt, left.Errors.Count).Should().Be((AgentTaskStatus.Pending, 0, 0));
        log.Told.Should().ContainSingle(line => line.Level == LogLevel.Error).Which.Text.Should().Contain("github");
    }

    [Fact, Trait("Guarantee", "T16")]
    public async Task Handler_ThatCannotBeCreatedAtFirst_ReleasesItsTaskUncounted()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        var made = 0;
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        using var host = WorkerHost.Of(engine, builder =>
        {
            // The first creation is the check by the host.
            builder.Services.AddTransient(_ => Interlocked.Increment(ref made) is 2 or 3
                ? throw new InvalidOperationException("No settings yet.")
                : new Fine());
            builder.AddTaskWorker<Fine>("github");
        });
        await host.StartAsync(Token);

        var done = await fleet.Queue.WaitForResultAsync(task.Id, Token).WaitAsync(Patience, Token);
        await host.StopAsync(Token);

        (done.Status, done.Attempt, done.Errors.Count).Should().Be((AgentTaskStatus.Done, 1, 0));
        made.Should().BeGreaterThan(3);
    }

    // The thread pool adds one or two threads a second. Without more threads, the last handlers would start after their leases expired.
    [Fact, Trait("Guarantee", "T9")]
    public async Task Handlers_ThatBlockTheirThreads_KeepTheirLeases()
    {
        const int Handlers = 150;
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        var runs = 0;
        using var all = new CountdownEvent(Handlers);
        await fleet.Queue.EnqueueManyAsync([.. Enumerable.Range(0, Handlers).Select(_ => QueueUnderTest.NewTask())], Token);
        using var host = HostOf(
            engine,
            (_, _) =>
            {
                if (Interlocked.Increment(ref runs) <= Handlers)
                {
                    all.Signal();
                    all.Wait(Patience, Token);
                }

                return Task.FromResult<StateMap?>(null);
            },
            worker => worker.Concurrency = Handlers,
            configure: options => (options.LeaseDuration, options.RenewalInterval, options.ClaimTimeout) =
                (TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10)));
        await host.StartAsync(Token);

        await Eventually.TrueAsync(
            async () => await fleet.Queue.CountAsync(TaskFilter.ByStatus(AgentTaskStatus.Done), Token) == Handlers, Patience, Token);
        await host.StopAsync(Token);

        runs.Should().Be(Handlers);
    }

    // Twice as many tasks as handlers, and each handler blocks its thread for longer than a lease: no task may run to its end twice.
    [Fact, Trait("Guarantee", "T9")]
    public async Task Handlers_ThatBlockForLongerThanALease_RunEachTaskOnce()
    {
        // A machine may be too busy to store 200 outcomes within a lease: then a longer lease must do. Handlers always block for longer.
        var twice = -1;
        for (var seconds = 5; twice != 0 && seconds <= 40; seconds *= 2)
        {
            twice = await CountRunTwiceAsync(TimeSpan.FromSeconds(seconds));
        }

        twice.Should().Be(0);
    }

    // Works on 400 tasks with 200 handlers that block their threads; returns how many tasks had two attempts that ran to their end.
    private async Task<int> CountRunTwiceAsync(TimeSpan lease)
    {
        const int Handlers = 200;
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        var ended = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var cancelled = new ConcurrentDictionary<string, TaskCancellationReason>(StringComparer.Ordinal);
        await fleet.Queue.EnqueueManyAsync([.. Enumerable.Range(0, Handlers * 2).Select(_ => QueueUnderTest.NewTask())], Token);
        using var host = HostOf(
            engine,
            (context, cancellationToken) =>
            {
                // On a machine too busy to renew in time, the token is cancelled and the attempt does not reach its end.
                // The next attempt of that task is short.
                if (!cancelled.ContainsKey(context.TaskId) && cancellationToken.WaitHandle.WaitOne(lease * 1.2))
                {
                    cancelled.TryAdd(context.TaskId, context.CancellationReason!.Value);
                    cancellationToken.ThrowIfCancellationRequested();
                }

                ended.AddOrUpdate(context.TaskId, 1, static (_, count) => count + 1);
                return Task.FromResult<StateMap?>(null);
            },
            worker => worker.Concurrency = Handlers,
            configure: options => (options.LeaseDuration, options.RenewalInterval, options.ClaimTimeout) =
                (lease, lease / 2.5, lease * 0.6));
        await host.StartAsync(Token);

        await Eventually.TrueAsync(
            async () => await fleet.Queue.CountAsync(TaskFilter.ByStatus(AgentTaskStatus.Done), Token) == Handlers * 2, Patience, Token);
        await host.StopAsync(Token);

        var twice = ended.Count(static task => task.Value > 1);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"Lease of {lease.TotalSeconds} s: {cancelled.Count} tasks had a cancelled attempt, {twice} ran twice.");
        ended.Should().HaveCount(Handlers * 2);
        return twice;
    }

    private static IHost HostOf(
        IDocumentStore engine,
        Func<TaskContext, CancellationToken, Task<StateMap?>> handle,
        Action<TaskWorkerOptions> worker,
        HeardLog<TaskWorkerService>? log = null,
        Action<TaskOptions>? configure = null) => WorkerHost.Of(
            engine,
            builder =>
            {
                builder.Services.AddSingleton<ILoggerProvider>(log ?? new HeardLog<TaskWorkerService>());
                builder.Services.AddHealthChecks().AddAgentState();
                builder.AddTaskWorker("github", handle, worker);
            },
            options =>
            {
                (options.RetryDelay, options.SweepInterval, options.RenewalInterval) =
                    (TimeSpan.Zero, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1));
                configure?.Invoke(options);
            });

    private static async Task WaitAsync(ManualResetEventSlim release, bool blocksItsThread)
    {
        if (blocksItsThread)
        {
            release.Wait(Patience, Token);
        }
        else
        {
            await Eventually.TrueAsync(() => release.IsSet, Patience, Token);
        }
    }

    private static async Task<HealthStatus> StatusAsync(IHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token)).Status;

    private static StateMap Numbered(long number) => StateMap.FromDictionary(new Dictionary<string, object?> { ["n"] = number });

    private interface IMissing;

    private sealed class Dependent(IMissing missing) : ITaskHandler
    {
        public IMissing Missing => missing;

        public Task<StateMap?> HandleAsync(TaskContext context, CancellationToken cancellationToken) => Task.FromResult<StateMap?>(null);
    }

    private sealed class Fine : ITaskHandler
    {
        public Task<StateMap?> HandleAsync(TaskContext context, CancellationToken cancellationToken) => Task.FromResult<StateMap?>(null);
    }
}
