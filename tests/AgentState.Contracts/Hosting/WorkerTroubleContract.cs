using System.Collections.Concurrent;
using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentState.Contracts;

/// <summary>A failure of one task, call or setting stops neither the workers of a host nor other tasks.</summary>
public abstract class WorkerTroubleContract : Contract
{
    private const int EndNotStored = 8127;

    private static readonly TimeSpan Patience = Eventually.Patience;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // The listener reports a task once. A worker whose claim fails at that moment must remember the task, because the next poll is minutes
    // away.
    [Fact, Trait("Guarantee", "T22")]
    public async Task Task_WithUnansweredClaims_IsStillClaimed()
    {
        var engine = new FaultyDocumentStore(new Undisposed(await CreateEngineAsync()));
        var fleet = QueueUnderTest.Over(new Undisposed(engine));
        using var host = await IdleAsync(engine, fleet);

        var faults = 0;
        engine.Otherwise = verb => verb is Verb.BatchWrite && Interlocked.Increment(ref faults) <= 3 ? Fault.Abort : null;
        await EndsAsync(fleet, await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token));

        await host.StopAsync(Token);
    }

    [Fact, Trait("Guarantee", "T22"), Trait("Guarantee", "T40")]
    public async Task Task_EnqueuedWhileItsTypeIsRead_IsStillClaimed()
    {
        var engine = new FaultyDocumentStore(new Undisposed(await CreateEngineAsync()));
        var fleet = QueueUnderTest.Over(new Undisposed(engine));
        using var host = await IdleAsync(engine, fleet, options => options.PauseMaxAge = TimeSpan.Zero);

        // The worker treats a task reported half a second ago as outdated.
        engine.Otherwise = verb => verb is Verb.Get ? Fault.Before(() => Task.Delay(TimeSpan.FromMilliseconds(700), Token)) : null;
        var first = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await EndsAsync(fleet, first);
        engine.Otherwise = _ => null;
        await EndsAsync(fleet, await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token));

        await host.StopAsync(Token);
    }

    [Fact, Trait("Guarantee", "T22"), Trait("Guarantee", "T40")]
    public async Task Task_EnqueuedWhileItsTypeIsPaused_IsClaimedAfterTheResume()
    {
        var engine = new FaultyDocumentStore(new Undisposed(await CreateEngineAsync()));
        var fleet = QueueUnderTest.Over(new Undisposed(engine));
        using var host = await IdleAsync(engine, fleet, options => options.PauseMaxAge = TimeSpan.Zero);
        await fleet.Administration.PauseAsync("github", Token);
        var asked = engine.Calls.Count(verb => verb is Verb.Get);
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await Eventually.TrueAsync(() => engine.Calls.Count(verb => verb is Verb.Get) > asked, Patience, Token);

        await fleet.Administration.ResumeAsync("github", Token);
        await EndsAsync(fleet, task);

        await host.StopAsync(Token);
    }

    [Theory, Trait("Guarantee", "T20"), Trait("Guarantee", "T22")]
    [InlineData(1)]
    [InlineData(3)]
    public async Task UnreadableTasks_BeforeOthers_DoNotHideThemFromAnIdleWorker(int poisoned)
    {
        var engine = new FaultyDocumentStore(new Undisposed(await CreateEngineAsync()));
        var fleet = QueueUnderTest.Over(new Undisposed(engine));
        for (var i = 0; i < poisoned; i++)
        {
            var bad = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(priority: 9), Token);
            await fleet.PatchRawAsync(bad.Id, new Dictionary<string, Value?> { ["payload"] = Values.Of("no map") }, Token);
        }

        using var host = await IdleAsync(engine, fleet);
        await EndsAsync(fleet, await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token));

        await host.StopAsync(Token);
    }

    [Fact, Trait("Guarantee", "T32")]
    public async Task PendingTask_WithACancelRequest_IsCancelledByTheWorkers()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        var stopped = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await fleet.Queue.ClaimAsync("github", "other-client", Token);
        await fleet.Administration.CancelAsync(stopped.Id, Token);
        await fleet.PutBackAsForeignerAsync(stopped.Id, Token);
        using var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker("github", Nothing));
        await host.StartAsync(Token);

        await EndsAsync(fleet, stopped, AgentTaskStatus.Cancelled);

        await host.StopAsync(Token);
    }

    [Fact, Trait("Guarantee", "T22")]
    public async Task QuotaError_OfOneClaim_IsRetriedWithoutSkippingTheTask()
    {
        var inner = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(inner);
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var refused = 0;
        var engine = new ItemFaultStore(inner)
        {
            Refuse = write => IsOfTask(write, task) && Interlocked.Increment(ref refused) == 1
                ? new StateQuotaExceededException("A quota is used up.", null)
                : null,
        };
        using var host = WorkerHost.Of(
            engine, builder => builder.AddTaskWorker("github", Nothing), options => options.PollInterval = TimeSpan.FromMinutes(10));
        await host.StartAsync(Token);

        await EndsAsync(fleet, task);

        refused.Should().BeGreaterThan(1);
        await host.StopAsync(Token);
    }

    [Theory, Trait("Guarantee", "T18"), Trait("Guarantee", "T21")]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public async Task RetryAfter_InThePast_RetriesAtOnceAndKeepsTheHostRunning(long ticks)
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        using var host = WorkerHost.Of(
            engine,
            builder => builder.AddTaskWorker(
                "github",
                (context, _) => context.Attempt == 1
                    ? throw new TaskRetryException("slow down", TimeSpan.FromTicks(ticks))
                    : Nothing(context, Token)),
            options => options.SweepInterval = TimeSpan.FromMilliseconds(200));
        await host.StartAsync(Token);

        await EndsAsync(fleet, task);

        IsStopping(host).Should().BeFalse();
        await host.StopAsync(Token);
    }

    [Fact, Trait("Guarantee", "T14"), Trait("Guarantee", "T22")]
    public async Task Agent_AfterLostHeartbeats_ClaimsWhenTheDatabaseAnswersAgain()
    {
        var inner = new Undisposed(await CreateEngineAsync());
        var engine = new FaultyDocumentStore(inner);
        var fleet = QueueUnderTest.Over(inner);
        using var host = WorkerHost.Of(
            engine,
            builder => builder.AddAgent("github-agent", "github", agent => agent.HeartbeatInterval = TimeSpan.FromSeconds(1))
                .AddTaskWorker("github", Nothing),
            options => options.PollInterval = TimeSpan.FromMilliseconds(200));
        await host.StartAsync(Token);
        var instance = await host.Services.GetRequiredKeyedService<HostedAgent>("github-agent").Instance.WaitAsync(Patience, Token);
        engine.Otherwise = verb => verb is Verb.Listen ? null : Fault.Abort;
        await Eventually.TrueAsync(() => instance.Loss is AgentInstanceLoss.HeartbeatLost, Patience, Token);

        engine.Otherwise = _ => null;
        await EndsAsync(fleet, await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token));

        await host.StopAsync(Token);
    }

    // In a query, a value that is not a timestamp sorts before all timestamps.
    [Fact, Trait("Guarantee", "T14"), Trait("Guarantee", "T20")]
    public async Task MalformedLease_OfAnotherClient_DoesNotHideExpiredOnes()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        var malformed = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(type: "other"), Token);
        await fleet.ClaimAsForeignerAsync(malformed.Id, "other-client", Token);
        await fleet.PatchRawAsync(malformed.Id, new Dictionary<string, Value?> { ["leaseExpiresAt"] = Values.Null }, Token);
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await fleet.Queue.ClaimAsync("github", "dead-agent", Token);
        await fleet.RunOutAsync(task.Id, Token);
        using var host = WorkerHost.Of(
            engine,
            builder => builder.AddTaskWorker("idle", Nothing),
            options => (options.SweepInterval, options.RetryDelay) = (TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(200)));
        await host.StartAsync(Token);

        await EndsAsync(fleet, task, AgentTaskStatus.Pending);

        await host.StopAsync(Token);
    }

    [Fact, Trait("Guarantee", "T20"), Trait("Guarantee", "T24")]
    public async Task MalformedRunAt_OfAnotherClient_DoesNotHideDueTasks()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        var malformed = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(type: "other") with { Delay = TimeSpan.FromHours(1) }, Token);
        await fleet.PatchRawAsync(malformed.Id, new Dictionary<string, Value?> { ["runAt"] = Values.Null }, Token);
        using var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker("github", Nothing));
        await host.StartAsync(Token);

        await EndsAsync(fleet, await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask() with { Delay = TimeSpan.FromSeconds(1) }, Token));

        await host.StopAsync(Token);
    }

    [Fact, Trait("Guarantee", "T9"), Trait("Guarantee", "T10")]
    public async Task Renewal_ThatHangs_DoesNotAffectOtherLeases()
    {
        var inner = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(inner);
        var tasks = new List<AgentTask>();
        for (var i = 0; i < 3; i++)
        {
            tasks.Add(await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token));
        }

        var begun = 0;
        var reasons = new ConcurrentDictionary<string, TaskCancellationReason?>();
        var engine = new ItemFaultStore(inner);
        using var host = WorkerHost.Of(
            engine,
            builder => builder.AddTaskWorker(
                "github",
                async (context, token) =>
                {
                    Interlocked.Increment(ref begun);
                    using var cancelled = token.Register(() => reasons[context.TaskId] = context.CancellationReason);
                    await Task.Delay(Timeout.InfiniteTimeSpan, token);
                    return null;
                },
                worker => worker.ShutdownTimeout = TimeSpan.Zero),
            options => (options.LeaseDuration, options.RenewalInterval, options.ClaimTimeout) =
                (TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)));
        await host.StartAsync(Token);
        await Eventually.TrueAsync(() => Volatile.Read(ref begun) == tasks.Count, Patience, Token);

        // Another client writes to the first task, so that its renewal is sent alone; that renewal is never answered.
        engine.Hangs = name => name.EndsWith(tasks[0].Id, StringComparison.Ordinal);
        await fleet.PatchRawAsync(tasks[0].Id, new Dictionary<string, Value?> { ["note"] = Values.Of("changed") }, Token);
        await Eventually.TrueAsync(() => reasons.ContainsKey(tasks[0].Id), Patience, Token);
        var since = (await fleet.Queue.GetAsync(tasks[1].Id, Token))!.LeaseExpiresAt;
        await Eventually.TrueAsync(
            async () => (await fleet.Queue.GetAsync(tasks[1].Id, Token))!.LeaseExpiresAt > since + TimeSpan.FromSeconds(4),
            Patience,
            Token);

        reasons.Should().Equal(new Dictionary<string, TaskCancellationReason?> { [tasks[0].Id] = TaskCancellationReason.LeaseUnconfirmed });
        engine.Hangs = _ => false;
        await host.StopAsync(Token);
    }

    [Fact, Trait("Guarantee", "T45"), Trait("Guarantee", "T37")]
    public async Task TooLargeResult_WithAChild_FailsTheTaskAfterOneRun()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var runs = 0;
        using var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker("github", (context, _) =>
        {
            Interlocked.Increment(ref runs);
            context.Enqueue(QueueUnderTest.NewTask(type: "child"));
            return Task.FromResult<StateMap?>(
                StateMap.FromDictionary(
                    new Dictionary<string, object?> { ["a"] = new string('x', 700_000), ["b"] = new string('x', 700_000) }));
        }));
        await host.StartAsync(Token);

        var ended = await EndsAsync(fleet, task, AgentTaskStatus.Failed);

        (ended.Error, runs).Should().Be((AgentTaskErrors.ResultTooLarge, 1));
        await host.StopAsync(Token);
    }

    [Fact, Trait("Guarantee", "T45")]
    public async Task Result_RefusedByTheDatabase_FailsItsTaskAlone()
    {
        var inner = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(inner);
        var engine = new ItemFaultStore(inner)
        {
            Refuse = write => write.Update?.Fields.GetValueOrDefault("result")?.MapValue?.Fields.ContainsKey("odd") is true
                ? new AgentStateException("The database refused the request.")
                : null,
        };
        var odd = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var even = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        using var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker("github", (context, _) => Task.FromResult<StateMap?>(
            context.TaskId == odd.Id ? StateMap.FromDictionary(new Dictionary<string, object?> { ["odd"] = 1L }) : null)));
        await host.StartAsync(Token);

        await EndsAsync(fleet, even);
        (await EndsAsync(fleet, odd, AgentTaskStatus.Failed)).Error.Should().StartWith("The outcome of the attempt could not be stored");

        await host.StopAsync(Token);
    }

    // The worker stores the outcome or logs that it could not, and continues.
    [Theory, Trait("Guarantee", "T20"), Trait("Guarantee", "T45")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Task_MalformedOrFilledWhileProcessing_StopsNoWorker(bool isFilled)
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        var odd = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var log = new HeardLog<TaskWorkerService>();
        using var host = WorkerHost.Of(engine, builder => Logged(builder, log).AddTaskWorker("github", async (context, _) =>
        {
            if (context.TaskId != odd.Id)
            {
                return null;
            }

            if (isFilled)
            {
                await fleet.FillAsync(odd.Id, Token);
            }
            else
            {
                context.ReportProgress(StateMap.FromJson("""{ "step": 1 }"""));
                var malformed = new Dictionary<string, Value?> { ["updatedAt"] = Values.Of("today"), ["priority"] = Values.Of("high") };
                await fleet.PatchRawAsync(odd.Id, malformed, Token);
            }

            return StateMap.FromDictionary(new Dictionary<string, object?> { ["text"] = new string('x', 20_000) });
        }));
        await host.StartAsync(Token);
        await Eventually.TrueAsync(
            async () => isFilled ? log.Told.Any(line => line.Id == EndNotStored) : await StatusAsync() is "done", Patience, Token);

        var next = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await EndsAsync(fleet, next);

        await host.StopAsync(Token);

        static AgentStateBuilder Logged(AgentStateBuilder builder, ILoggerProvider log)
        {
            builder.Services.AddSingleton(log);
            return builder;
        }

        async Task<string> StatusAsync() => (await fleet.StoredAsync(odd.Id, Token)).Fields["status"].StringValue;
    }

    // A failure that is refused for a moment is stored later. Only a result can be refused for its content.
    [Fact, Trait("Guarantee", "T17"), Trait("Guarantee", "T18")]
    public async Task Failure_RefusedForAMoment_IsStoredLaterAndTheTaskIsRetried()
    {
        var inner = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(inner);
        var refused = 0;
        var engine = new ItemFaultStore(inner)
        {
            Refuse = write => write.Update?.Fields.ContainsKey("errors") is true && Interlocked.Increment(ref refused) <= 2
                ? new AgentStateException("The database refused the request.")
                : null,
        };
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        using var host = WorkerHost.Of(
            engine,
            builder => builder.AddTaskWorker(
                "github",
                (context, _) => context.Attempt == 1 ? throw new TaskRetryException("once more", TimeSpan.Zero) : Nothing(context, Token)),
            options => options.SweepInterval = TimeSpan.FromMilliseconds(200));
        await host.StartAsync(Token);

        (await EndsAsync(fleet, task)).Attempt.Should().Be(2);

        refused.Should().BeGreaterThan(1);
        await host.StopAsync(Token);
    }

    [Fact, Trait("Guarantee", "T10"), Trait("Guarantee", "T21")]
    public async Task StopAsync_WithoutAnAnsweringDatabase_CancelsTheHandlers()
    {
        var inner = new Undisposed(await CreateEngineAsync());
        var engine = new FaultyDocumentStore(inner);
        var fleet = QueueUnderTest.Over(inner);
        await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reason = new TaskCompletionSource<TaskCancellationReason?>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var host = WorkerHost.Of(
            engine,
            builder => builder.AddTaskWorker(
                "github",
                async (context, token) =>
                {
                    using var cancelled = token.Register(() => reason.TrySetResult(context.CancellationReason));
                    begun.TrySetResult();
                    await Task.Delay(Timeout.InfiniteTimeSpan, token);
                    return null;
                },
                worker => worker.ShutdownTimeout = TimeSpan.FromMilliseconds(100)),
            options => options.PauseMaxAge = TimeSpan.Zero);
        await host.StartAsync(Token);
        await begun.Task.WaitAsync(Patience, Token);
        using var silent = new CancellationTokenSource();
        engine.Otherwise = verb => verb is Verb.Get ? Fault.Before(() => Task.Delay(Timeout.InfiniteTimeSpan, silent.Token)) : null;
        var asked = engine.Calls.Count(verb => verb is Verb.Get);
        await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await Eventually.TrueAsync(() => engine.Calls.Count(verb => verb is Verb.Get) > asked, Patience, Token);

        var stopping = host.StopAsync(Token);

        (await reason.Task.WaitAsync(Patience, Token)).Should().Be(TaskCancellationReason.Shutdown);
        await silent.CancelAsync();
        await stopping;
    }

    [Fact, Trait("Guarantee", "A7")]
    public async Task Config_ThatCannotBeApplied_StopsNoHost()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        using var host = WorkerHost.Of(engine, builder => builder
            .AddAgent("github-agent", "github")
            .Configure<Settings>(
                (options, settings) => options.Limit = settings.ToDictionary().TryGetValue("limit", out var limit) ? (long)limit! : 1));
        var monitor = host.Services.GetRequiredService<IOptionsMonitor<Settings>>();
        monitor.Get("github-agent").Limit.Should().Be(1);
        await host.StartAsync(Token);
        var agent = host.Services.GetRequiredKeyedService<HostedAgent>("github-agent");
        await agent.Instance.WaitAsync(Patience, Token);

        await fleet.Agents.PatchConfigAsync("github-agent", MapPatch.Empty.Set("limit", "seven"), cancellationToken: Token);
        await Eventually.TrueAsync(() => agent.Current?.Config.ToDictionary().GetValueOrDefault("limit") is "seven", Patience, Token);
        await fleet.Agents.PatchConfigAsync("github-agent", MapPatch.Empty.Set("limit", 7L), cancellationToken: Token);
        await Eventually.TrueAsync(() => agent.Current?.Config.ToDictionary().GetValueOrDefault("limit") is 7L, Patience, Token);

        await Eventually.TrueAsync(() => monitor.Get("github-agent").Limit == 7, Patience, Token);
        IsStopping(host).Should().BeFalse();
        await host.StopAsync(Token);
    }

    [Fact, Trait("Guarantee", "T22"), Trait("Guarantee", "W2")]
    public async Task Listener_WithAnUnexpectedException_StopsNoHost()
    {
        var inner = new Undisposed(await CreateEngineAsync());
        var failed = 0;
        var engine = new FaultyDocumentStore(inner)
        {
            Otherwise = verb => verb is Verb.Listen && Interlocked.Increment(ref failed) <= 3
                ? Fault.Before(() => throw new ObjectDisposedException("a stream"))
                : null,
        };
        var fleet = QueueUnderTest.Over(inner);
        using var host = WorkerHost.Of(
            engine, builder => builder.AddTaskWorker("github", Nothing), options => options.PollInterval = TimeSpan.FromMilliseconds(200));
        await host.StartAsync(Token);
        await Eventually.TrueAsync(() => Volatile.Read(ref failed) > 3, Patience, Token);

        await EndsAsync(fleet, await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token));

        IsStopping(host).Should().BeFalse();
        await host.StopAsync(Token);
    }

    // A host whose worker has completed one task and listens for the next; the next poll is minutes away.
    private static async Task<IHost> IdleAsync(FaultyDocumentStore engine, QueueUnderTest fleet, Action<TaskOptions>? configure = null)
    {
        var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker("github", Nothing), options =>
        {
            options.PollInterval = TimeSpan.FromMinutes(10);
            configure?.Invoke(options);
        });
        await host.StartAsync(Token);
        await EndsAsync(fleet, await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token));
        await Eventually.TrueAsync(() => engine.Queries.Any(IsOfListener), Patience, Token);
        return host;

        static bool IsOfListener(StructuredQuery query) =>
            query.From[0].CollectionId == "tasks" && query.OrderBy.Count == 3 && query.Limit == 1;
    }

    private static async Task<AgentTask> EndsAsync(QueueUnderTest fleet, AgentTask task, AgentTaskStatus status = AgentTaskStatus.Done)
    {
        AgentTask? now = null;
        await Eventually.TrueAsync(async () => (now = await fleet.Queue.GetAsync(task.Id, Token))!.Status == status, Patience, Token);
        return now!;
    }

    private static Task<StateMap?> Nothing(TaskContext context, CancellationToken cancellationToken) => Task.FromResult<StateMap?>(null);

    private static bool IsOfTask(Write write, AgentTask task) => Writes.NameOf(write).EndsWith(task.Id, StringComparison.Ordinal);

    private static bool IsStopping(IHost host) =>
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested;

    private sealed class Settings
    {
        public long Limit { get; set; }
    }
}
