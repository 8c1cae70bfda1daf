using System.Collections.Concurrent;
using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentState.Contracts;

/// <summary>What befalls one task, one call or one setting stops neither a host's workers nor any other task.</summary>
public abstract class WorkerTroubleContract : Contract
{
    private const int EndNotStored = 8127;

    private static readonly TimeSpan Patience = Eventually.Patience;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // The listener tells of a task once. Whoever cannot claim it at that moment has to remember that it is there: the next look is minutes away.
    [Fact, Trait("Promise", "T22")]
    public async Task ATask_WhoseClaimIsNotAnswered_IsClaimedAllTheSame()
    {
        var engine = new FaultyDocumentStore(new Undisposed(await CreateEngineAsync()));
        var fleet = QueueUnderTest.Over(new Undisposed(engine));
        using var host = await IdleAsync(engine, fleet);

        var faults = 0;
        engine.Otherwise = verb => verb is Verb.BatchWrite && Interlocked.Increment(ref faults) <= 3 ? Fault.Abort : null;
        await EndsAsync(fleet, await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token));

        await host.StopAsync(Token);
    }

    [Fact, Trait("Promise", "T22"), Trait("Promise", "T40")]
    public async Task ATask_ThatComesWhileItsTypeIsAskedFor_IsClaimedAllTheSame_AndSoIsTheNext()
    {
        var engine = new FaultyDocumentStore(new Undisposed(await CreateEngineAsync()));
        var fleet = QueueUnderTest.Over(new Undisposed(engine));
        using var host = await IdleAsync(engine, fleet, options => options.PauseMaxAge = TimeSpan.Zero);

        // What was heard half a second ago may have been overtaken.
        engine.Otherwise = verb => verb is Verb.Get ? Fault.Before(() => Task.Delay(TimeSpan.FromMilliseconds(700), Token)) : null;
        var first = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await EndsAsync(fleet, first);
        engine.Otherwise = _ => null;
        await EndsAsync(fleet, await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token));

        await host.StopAsync(Token);
    }

    [Fact, Trait("Promise", "T22"), Trait("Promise", "T40")]
    public async Task ATask_ThatComesWhileItsTypeIsPaused_IsClaimedWhenItIsResumed()
    {
        var engine = new FaultyDocumentStore(new Undisposed(await CreateEngineAsync()));
        var fleet = QueueUnderTest.Over(new Undisposed(engine));
        using var host = await IdleAsync(engine, fleet, options => options.PauseMaxAge = TimeSpan.Zero);
        await fleet.Queue.PauseAsync("github", Token);
        var asked = engine.Calls.Count(verb => verb is Verb.Get);
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await Eventually.TrueAsync(() => engine.Calls.Count(verb => verb is Verb.Get) > asked, Patience, Token);

        await fleet.Queue.ResumeAsync("github", Token);
        await EndsAsync(fleet, task);

        await host.StopAsync(Token);
    }

    [Theory, Trait("Promise", "T20"), Trait("Promise", "T22")]
    [InlineData(1)]
    [InlineData(3)]
    public async Task TasksThatCannotBeRead_HideNoneBehindThem_FromAnIdleWorker(int poisoned)
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

    [Fact, Trait("Promise", "T32")]
    public async Task APendingTask_ThatWasAskedToStop_IsEndedByTheWorkers()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        var stopped = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await fleet.Queue.ClaimAsync("github", "somebody", Token);
        await fleet.Queue.CancelAsync(stopped.Id, Token);
        await fleet.PutBackAsForeignerAsync(stopped.Id, Token);
        using var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker("github", Nothing));
        await host.StartAsync(Token);

        await EndsAsync(fleet, stopped, AgentTaskStatus.Cancelled);

        await host.StopAsync(Token);
    }

    [Fact, Trait("Promise", "T22")]
    public async Task AQuotaThatIsUsedUpForAMoment_PassesNoTaskOver()
    {
        var inner = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(inner);
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var refused = 0;
        var engine = new ItemFaultStore(inner)
        {
            Refuse = write => IsOfTask(write, task) && Interlocked.Increment(ref refused) == 1 ? new StateQuotaExceededException("A quota is used up.", null) : null,
        };
        using var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker("github", Nothing), options => options.PollInterval = TimeSpan.FromMinutes(10));
        await host.StartAsync(Token);

        await EndsAsync(fleet, task);

        refused.Should().BeGreaterThan(1);
        await host.StopAsync(Token);
    }

    [Theory, Trait("Promise", "T18"), Trait("Promise", "T21")]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public async Task ATimeToRetry_ThatIsOverAlready_IsNow_AndStopsNobody(long ticks)
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        using var host = WorkerHost.Of(
            engine,
            builder => builder.AddTaskWorker("github", (context, _) => context.Attempt == 1 ? throw new TaskRetryException("slow down", TimeSpan.FromTicks(ticks)) : Nothing(context, Token)),
            options => options.SweepInterval = TimeSpan.FromMilliseconds(200));
        await host.StartAsync(Token);

        await EndsAsync(fleet, task);

        IsStopping(host).Should().BeFalse();
        await host.StopAsync(Token);
    }

    [Fact, Trait("Promise", "T14"), Trait("Promise", "T22")]
    public async Task AnAgentWhoseHeartbeatsWereLost_ClaimsAgainWhenTheDatabaseAnswers()
    {
        var inner = new Undisposed(await CreateEngineAsync());
        var engine = new FaultyDocumentStore(inner);
        var fleet = QueueUnderTest.Over(inner);
        using var host = WorkerHost.Of(
            engine,
            builder => builder.AddAgent("github-agent", "github", agent => agent.HeartbeatInterval = TimeSpan.FromSeconds(1)).AgentState.AddTaskWorker("github", Nothing),
            options => options.PollInterval = TimeSpan.FromMilliseconds(200));
        await host.StartAsync(Token);
        var instance = await host.Services.GetRequiredKeyedService<HostedAgent>("github-agent").Instance.WaitAsync(Patience, Token);
        engine.Otherwise = verb => verb is Verb.Listen ? null : Fault.Abort;
        await Eventually.TrueAsync(() => instance.Loss is AgentInstanceLoss.HeartbeatLost, Patience, Token);

        engine.Otherwise = _ => null;
        await EndsAsync(fleet, await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token));

        await host.StopAsync(Token);
    }

    // What is no time stands before all times.
    [Fact, Trait("Promise", "T14"), Trait("Promise", "T20")]
    public async Task ALeaseThatAnotherProgramHasMangled_HidesNoneThatHasRunOut()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        var mangled = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(type: "other"), Token);
        await fleet.ClaimAsForeignerAsync(mangled.Id, "somebody", Token);
        await fleet.PatchRawAsync(mangled.Id, new Dictionary<string, Value?> { ["leaseExpiresAt"] = Values.Null }, Token);
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

    [Fact, Trait("Promise", "T20"), Trait("Promise", "T24")]
    public async Task ATimeThatAnotherProgramHasMangled_HidesNoneThatIsDue()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        var mangled = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(type: "other") with { Delay = TimeSpan.FromHours(1) }, Token);
        await fleet.PatchRawAsync(mangled.Id, new Dictionary<string, Value?> { ["runAt"] = Values.Null }, Token);
        using var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker("github", Nothing));
        await host.StartAsync(Token);

        await EndsAsync(fleet, await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask() with { Delay = TimeSpan.FromSeconds(1) }, Token));

        await host.StopAsync(Token);
    }

    [Fact, Trait("Promise", "T9"), Trait("Promise", "T10")]
    public async Task OneRenewalThatHangs_TakesNoOtherLeaseAlong()
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
            options => (options.LeaseDuration, options.RenewalInterval, options.ClaimTimeout) = (TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)));
        await host.StartAsync(Token);
        await Eventually.TrueAsync(() => Volatile.Read(ref begun) == tasks.Count, Patience, Token);

        // Somebody writes to the one, so that it is renewed by itself; and that is never answered.
        engine.Hangs = name => name.EndsWith(tasks[0].Id, StringComparison.Ordinal);
        await fleet.PatchRawAsync(tasks[0].Id, new Dictionary<string, Value?> { ["somebody"] = Values.Of("was here") }, Token);
        await Eventually.TrueAsync(() => reasons.ContainsKey(tasks[0].Id), Patience, Token);
        var since = (await fleet.Queue.GetAsync(tasks[1].Id, Token))!.LeaseExpiresAt;
        await Eventually.TrueAsync(
            async () => (await fleet.Queue.GetAsync(tasks[1].Id, Token))!.LeaseExpiresAt > since + TimeSpan.FromSeconds(4), Patience, Token);

        reasons.Should().Equal(new Dictionary<string, TaskCancellationReason?> { [tasks[0].Id] = TaskCancellationReason.LeaseUnconfirmed });
        engine.Hangs = _ => false;
        await host.StopAsync(Token);
    }

    [Fact, Trait("Promise", "T45"), Trait("Promise", "T37")]
    public async Task AResultThatIsTooLarge_WithAChild_IsNotWorkedOnAgain()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var runs = 0;
        using var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker("github", (context, _) =>
        {
            Interlocked.Increment(ref runs);
            context.Enqueue(QueueUnderTest.NewTask(type: "child"));
            return Task.FromResult<StateMap?>(StateMap.FromDictionary(new Dictionary<string, object?> { ["a"] = new string('x', 700_000), ["b"] = new string('x', 700_000) }));
        }));
        await host.StartAsync(Token);

        var ended = await EndsAsync(fleet, task, AgentTaskStatus.Failed);

        (ended.Error, runs).Should().Be((AgentTaskErrors.ResultTooLarge, 1));
        await host.StopAsync(Token);
    }

    [Fact, Trait("Promise", "T45")]
    public async Task AResultThatTheDatabaseRefuses_FailsItsTask_AndNoOther()
    {
        var inner = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(inner);
        var engine = new ItemFaultStore(inner)
        {
            Refuse = write => write.Update?.Fields.GetValueOrDefault("result")?.MapValue?.Fields.ContainsKey("odd") is true ? new AgentStateException("The database refused the request.") : null,
        };
        var odd = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var even = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        using var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker("github", (context, _) => Task.FromResult<StateMap?>(
            context.TaskId == odd.Id ? StateMap.FromDictionary(new Dictionary<string, object?> { ["odd"] = 1L }) : null)));
        await host.StartAsync(Token);

        await EndsAsync(fleet, even);
        (await EndsAsync(fleet, odd, AgentTaskStatus.Failed)).Error.Should().StartWith("The end of the attempt could not be stored");

        await host.StopAsync(Token);
    }

    // What came of its work is stored all the same, and the worker goes on.
    [Theory, Trait("Promise", "T20"), Trait("Promise", "T45")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ATaskThatIsMangledOrFilledWhileItIsWorkedOn_StopsNoWorker(bool isFilled)
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
                var mangled = new Dictionary<string, Value?> { ["updatedAt"] = Values.Of("today"), ["priority"] = Values.Of("high") };
                await fleet.PatchRawAsync(odd.Id, mangled, Token);
            }

            return StateMap.FromDictionary(new Dictionary<string, object?> { ["text"] = new string('x', 20_000) });
        }));
        await host.StartAsync(Token);
        await Eventually.TrueAsync(async () => isFilled ? log.Told.Any(line => line.Id == EndNotStored) : await StatusAsync() is "done", Patience, Token);

        var next = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await EndsAsync(fleet, next);

        await host.StopAsync(Token);

        static AgentStateBuilder Logged(AgentStateBuilder builder, ILogger<TaskWorkerService> log)
        {
            builder.Services.AddSingleton(log);
            return builder;
        }

        async Task<string> StatusAsync() => (await fleet.StoredAsync(odd.Id, Token)).Fields["status"].StringValue;
    }

    // What is refused for a moment is late, and nothing else: only a result can be refused for what it is.
    [Fact, Trait("Promise", "T17"), Trait("Promise", "T18")]
    public async Task AFailureThatTheDatabaseRefusesForAMoment_IsTriedAgain_AndSoIsItsTask()
    {
        var inner = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(inner);
        var refused = 0;
        var engine = new ItemFaultStore(inner)
        {
            Refuse = write => write.Update?.Fields.ContainsKey("errors") is true && Interlocked.Increment(ref refused) <= 2 ? new AgentStateException("The database refused the request.") : null,
        };
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        using var host = WorkerHost.Of(
            engine,
            builder => builder.AddTaskWorker("github", (context, _) => context.Attempt == 1 ? throw new TaskRetryException("once more", TimeSpan.Zero) : Nothing(context, Token)),
            options => options.SweepInterval = TimeSpan.FromMilliseconds(200));
        await host.StartAsync(Token);

        (await EndsAsync(fleet, task)).Attempt.Should().Be(2);

        refused.Should().BeGreaterThan(1);
        await host.StopAsync(Token);
    }

    [Fact, Trait("Promise", "T10"), Trait("Promise", "T21")]
    public async Task Stopping_ReachesTheHandlers_ThoughTheDatabaseDoesNotAnswer()
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

    [Fact, Trait("Promise", "A7")]
    public async Task SettingsThatCannotBeApplied_StopNoHost()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        using var host = WorkerHost.Of(engine, builder => builder
            .AddAgent("github-agent", "github")
            .Configure<Settings>((options, settings) => options.Limit = settings.ToDictionary().TryGetValue("limit", out var limit) ? (long)limit! : 1));
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

    [Fact, Trait("Promise", "T22"), Trait("Promise", "W2")]
    public async Task AListenerThatFails_AsNobodyForesaw_StopsNoHost()
    {
        var inner = new Undisposed(await CreateEngineAsync());
        var failed = 0;
        var engine = new FaultyDocumentStore(inner)
        {
            Otherwise = verb => verb is Verb.Listen && Interlocked.Increment(ref failed) <= 3 ? Fault.Before(() => throw new ObjectDisposedException("a stream")) : null,
        };
        var fleet = QueueUnderTest.Over(inner);
        using var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker("github", Nothing), options => options.PollInterval = TimeSpan.FromMilliseconds(200));
        await host.StartAsync(Token);
        await Eventually.TrueAsync(() => Volatile.Read(ref failed) > 3, Patience, Token);

        await EndsAsync(fleet, await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token));

        IsStopping(host).Should().BeFalse();
        await host.StopAsync(Token);
    }

    // A host whose worker has had a task, and listens for the next one; a look for it is minutes away.
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

        static bool IsOfListener(StructuredQuery query) => query.From[0].CollectionId == "tasks" && query.OrderBy.Count == 3 && query.Limit == 1;
    }

    private static async Task<AgentTask> EndsAsync(QueueUnderTest fleet, AgentTask task, AgentTaskStatus status = AgentTaskStatus.Done)
    {
        AgentTask? now = null;
        await Eventually.TrueAsync(async () => (now = await fleet.Queue.GetAsync(task.Id, Token))!.Status == status, Patience, Token);
        return now!;
    }

    private static Task<StateMap?> Nothing(TaskContext context, CancellationToken cancellationToken) => Task.FromResult<StateMap?>(null);

    private static bool IsOfTask(Write write, AgentTask task) => Writes.NameOf(write).EndsWith(task.Id, StringComparison.Ordinal);

    private static bool IsStopping(IHost host) => host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested;

    private sealed class Settings
    {
        public long Limit { get; set; }
    }
}
