using System.Collections.Concurrent;
using AgentState.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Contracts;

/// <summary>The workers of a host claim, run and complete tasks.</summary>
public abstract class TaskWorkerContract : Contract
{
    private static readonly TimeSpan Patience = Eventually.Patience;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "T44"), Trait("Guarantee", "T42")]
    public async Task Backlog_OfManyTasks_TakesFewCallsAndRunsEachOnce()
    {
        const int Tasks = 200;
        var engine = new FaultyDocumentStore(new Undisposed(await CreateEngineAsync()));
        var fleet = QueueUnderTest.Over(engine);
        var ids = (await fleet.Queue.EnqueueManyAsync([.. Enumerable.Range(0, Tasks).Select(_ => QueueUnderTest.NewTask())], Token))
            .Select(task => task.TaskId).ToList();
        var worked = new ConcurrentQueue<string>();
        using var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker("github", (context, _) =>
        {
            worked.Enqueue(context.TaskId);
            return Task.FromResult<StateMap?>(Result(context.Attempt));
        }));
        await host.StartAsync(Token);

        await Eventually.TrueAsync(() => worked.Count == Tasks, Patience, Token);
        await host.StopAsync(Token);

        worked.Should().BeEquivalentTo(ids);
        (await fleet.AllStoredAsync(Token)).Should().OnlyContain(document =>
            document.Fields["status"].StringValue == "done" && document.Fields["attempt"].IntegerValue == 1 &&
            !document.Fields.ContainsKey("claimToken"));
        engine.Calls.Count(verb => verb is Verb.BatchWrite or Verb.Query).Should().BeLessThan((int)(Tasks * 1.1));
        (await fleet.Agents.GetAsync("github-agent", Token))!.Stats.TasksCompleted
            .Should().Be(Tasks, "counters are flushed when the host stops");
    }

    [Fact, Trait("Guarantee", "T44")]
    public async Task Handlers_WhileACallIsInFlight_RunTasksClaimedAhead()
    {
        const int Tasks = 50;
        var engine = new FaultyDocumentStore(new Undisposed(await CreateEngineAsync()));
        var fleet = QueueUnderTest.Over(engine);
        await fleet.Queue.EnqueueManyAsync([.. Enumerable.Range(0, Tasks).Select(_ => QueueUnderTest.NewTask())], Token);
        var worked = 0;

        // Each call is answered only after all tasks claimed so far have run.
        engine.Otherwise = verb => verb is Verb.BatchWrite ? Fault.Before(ClaimedIsWorkedAsync) : null;
        using var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker(
            "github",
            (_, _) =>
            {
                Interlocked.Increment(ref worked);
                return Task.FromResult<StateMap?>(null);
            },
            options => options.Concurrency = 1));
        await host.StartAsync(Token);

        await Eventually.TrueAsync(() => Volatile.Read(ref worked) == Tasks, Patience, Token);
        await host.StopAsync(Token);

        (await fleet.AllStoredAsync(Token)).Should().OnlyContain(document => document.Fields["status"].StringValue == "done");

        async Task ClaimedIsWorkedAsync()
        {
            var claimed = (await fleet.AllStoredAsync(Token)).Count(document => document.Fields.ContainsKey("attempt"));
            await Eventually.TrueAsync(() => Volatile.Read(ref worked) >= claimed, Patience, Token);
        }
    }

    [Fact, Trait("Guarantee", "T43"), Trait("Guarantee", "T22")]
    public async Task IdleWorker_WithAListener_WakesForTasksAndSendsFewQueries()
    {
        const int Tasks = 5;
        var engine = new FaultyDocumentStore(new Undisposed(await CreateEngineAsync()));
        var fleet = QueueUnderTest.Over(engine);
        var worked = new ConcurrentQueue<string>();
        using var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker("github", (context, _) =>
        {
            worked.Enqueue(context.TaskId);
            return Task.FromResult<StateMap?>(null);
        }), options => options.PollInterval = TimeSpan.FromMinutes(10));
        await host.StartAsync(Token);
        await Eventually.TrueAsync(() => engine.Calls.Count(verb => verb is Verb.Listen) >= 2, Patience, Token);

        for (var i = 0; i < Tasks; i++)
        {
            var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
            await fleet.Queue.WaitForResultAsync(task.Id, Token).WaitAsync(Patience, Token);
        }

        // At the start: a query, a listener, and a query once the agent is registered. If a task arrives before the listener
        // has reported the removal of the previous one, the worker sends two queries and opens the listener again.
        // On a slow machine this may happen for every task.
        worked.Should().HaveCount(Tasks);
        engine.Queries.Count(IsForTasks).Should().BeLessThanOrEqualTo(3 + (3 * Tasks));
        await host.StopAsync(Token);

        static bool IsForTasks(Google.Cloud.Firestore.V1.StructuredQuery query) =>
            query.From[0].CollectionId == "tasks" && query.OrderBy.Count == 3;
    }

    [Fact, Trait("Guarantee", "T22")]
    public async Task IdleWorker_WithAFailingListener_FindsTasksByPolling()
    {
        var engine = new FaultyDocumentStore(new Undisposed(await CreateEngineAsync()))
        {
            Otherwise = verb => verb is Verb.Listen ? Fault.Abort : null,
        };
        var fleet = QueueUnderTest.Over(new Undisposed(engine));
        using var host = WorkerHost.Of(
            engine,
            builder => builder.AddTaskWorker("github", (_, _) => Task.FromResult<StateMap?>(null)),
            options => options.PollInterval = TimeSpan.FromMilliseconds(100));
        await host.StartAsync(Token);
        await Eventually.TrueAsync(() => engine.Calls.Contains(Verb.Listen) && engine.Calls.Contains(Verb.Query), Patience, Token);

        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);

        await Eventually.TrueAsync(
            async () => (await fleet.Queue.GetAsync(task.Id, Token))!.Status is AgentTaskStatus.Done, Patience, Token);
        await host.StopAsync(Token);
    }

    [Fact, Trait("Guarantee", "T9"), Trait("Guarantee", "T15")]
    public async Task Handler_LongerThanManyLeases_KeepsItsTask()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var host = WorkerHost.Of(
            engine,
            builder => builder.AddTaskWorker("github", async (_, token) =>
            {
                begun.TrySetResult();
                await finish.Task.WaitAsync(token);
                return null;
            }),
            options => (options.LeaseDuration, options.RenewalInterval, options.ClaimTimeout) =
                (TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1)));
        await host.StartAsync(Token);
        await begun.Task.WaitAsync(Patience, Token);
        var first = (await fleet.Queue.GetAsync(task.Id, Token))!.LeaseExpiresAt;

        // Three leases later, by the database's clock.
        await Eventually.TrueAsync(
            async () => (await fleet.Queue.GetAsync(task.Id, Token))!.LeaseExpiresAt > first + TimeSpan.FromSeconds(3), Patience, Token);
        (await fleet.Administration.SweepAsync(Token)).Should().Be(new TaskSweep(), "the lease has not expired");
        finish.SetResult();

        (await fleet.Queue.WaitForResultAsync(task.Id, Token).WaitAsync(Patience, Token)).Attempt.Should().Be(1);
        await host.StopAsync(Token);
    }

    [Fact, Trait("Guarantee", "T10")]
    public async Task CancellationReason_ByCause_IsReportedToTheHandler()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        var reasons = new ConcurrentDictionary<string, TaskCancellationReason?>();
        var begun = new ConcurrentDictionary<string, bool>();
        using var host = WorkerHost.Of(
            engine,
            builder => builder
                .AddTaskWorker("github", Work)
                .AddTaskWorker("slow", Work, worker => worker.Timeout = TimeSpan.FromMilliseconds(50)),
            options => (options.LeaseDuration, options.RenewalInterval, options.ClaimTimeout) =
                (TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(2)),
            shutdown: TimeSpan.Zero);
        var lost = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var late = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(type: "slow"), Token);
        var stopped = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await host.StartAsync(Token);
        await Eventually.TrueAsync(() => begun.Count == 3, Patience, Token);

        await fleet.ClaimAsForeignerAsync(lost.Id, "other-client", Token);
        await Eventually.TrueAsync(() => reasons.ContainsKey(lost.Id) && reasons.ContainsKey(late.Id), Patience, Token);
        await host.StopAsync(Token);

        reasons[lost.Id].Should().Be(TaskCancellationReason.LeaseLost);
        reasons[late.Id].Should().Be(TaskCancellationReason.TimedOut);
        reasons[stopped.Id].Should().Be(TaskCancellationReason.Shutdown);
        (await fleet.Queue.GetAsync(lost.Id, Token))!.AssignedTo.Should().Be("other-client");
        (await fleet.Queue.GetAsync(late.Id, Token))!.Errors.Should().ContainSingle().Which.Message.Should().StartWith("timed_out");
        var given = await fleet.Queue.GetAsync(stopped.Id, Token);
        (given!.Status, given.Attempt)
            .Should().Be((AgentTaskStatus.Pending, 0), "an unfinished task is released and the attempt is not counted");

        async Task<StateMap?> Work(TaskContext context, CancellationToken cancellationToken)
        {
            begun[context.TaskId] = true;
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }
            finally
            {
                reasons.TryAdd(context.TaskId, context.CancellationReason);
            }

            return null;
        }
    }

    [Fact, Trait("Guarantee", "T10")]
    public async Task UnconfirmedLease_BeforeItExpires_CancelsTheHandler()
    {
        // The handler is cancelled a twelfth of the lease before its end. Two seconds are enough to cancel a token on a busy machine.
        var lease = TimeSpan.FromSeconds(24);
        var engine = new FaultyDocumentStore(new Undisposed(await CreateEngineAsync()));
        var fleet = QueueUnderTest.Over(new Undisposed(engine));
        var reason = new TaskCompletionSource<(TaskCancellationReason?, TimeSpan)>(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new TaskCompletionSource<DateTimeOffset>(TaskCreationOptions.RunContinuationsAsynchronously);
        await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        using var host = WorkerHost.Of(
            engine,
            builder => builder.AddTaskWorker("github", async (context, token) =>
            {
                var started = TimeProvider.System.GetTimestamp();
                engine.Otherwise = verb => verb is Verb.BatchWrite or Verb.Commit ? Fault.Abort : null;
                begun.TrySetResult(context.Task.LeaseExpiresAt!.Value);
                using var registration = token.Register(
                    () => reason.TrySetResult((context.CancellationReason, TimeProvider.System.GetElapsedTime(started))));
                await reason.Task;
                engine.Otherwise = _ => null;
                return null;
            }),
            options => (options.LeaseDuration, options.RenewalInterval, options.ClaimTimeout) =
                (lease, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2)));
        await host.StartAsync(Token);
        await begun.Task.WaitAsync(Patience, Token);

        var (why, after) = await reason.Task.WaitAsync(Patience, Token);

        why.Should().Be(TaskCancellationReason.LeaseUnconfirmed);
        after.Should().BeLessThan(lease);
        await host.StopAsync(Token);
    }

    [Fact, Trait("Guarantee", "T18"), Trait("Guarantee", "T16")]
    public async Task HandlerException_ByType_FailsOrReschedulesTheTask()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        using var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker(
            "github",
            (context, _) => context.Task.Payload.ToDictionary()["how"] switch
            {
                "rejected" => throw new TaskRejectedException("never"),
                "retry" => throw new TaskRetryException("later", TimeSpan.FromMinutes(5)),
                _ => throw new InvalidOperationException("broken"),
            }));
        var ids = new List<string>();
        foreach (var how in new[] { "rejected", "retry", "other" })
        {
            var payload = StateMap.FromDictionary(new Dictionary<string, object?> { ["how"] = how });
            ids.Add((await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(payload: payload), Token)).Id);
        }

        await host.StartAsync(Token);
        await Eventually.TrueAsync(
            async () => await fleet.Queue.CountAsync(TaskFilter.ByStatus(AgentTaskStatus.Scheduled), Token) == 2, Patience, Token);
        await host.StopAsync(Token);

        var tasks = await Task.WhenAll(ids.Select(id => fleet.Queue.GetAsync(id, Token)));
        (tasks[0]!.Status, tasks[0]!.Error).Should().Be((AgentTaskStatus.Failed, "never"));
        tasks[1]!.RunAt.Should().BeCloseTo(tasks[1]!.UpdatedAt + TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(10));
        tasks[2]!.Errors.Should().ContainSingle().Which.Message.Should().Be("InvalidOperationException: broken");
        tasks.Should().OnlyContain(task => task!.Attempt == 1);
    }

    [Fact, Trait("Guarantee", "T37")]
    public async Task ChildrenAndActivity_OfAHandler_AreStoredOnlyIfTheTaskIsDone()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        using var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker("github", (context, _) =>
        {
            context.Enqueue(QueueUnderTest.NewTask(type: "content"));
            context.Enqueue(QueueUnderTest.NewTask(type: "data") with { UserId = "43" });
            context.Write(new NewActivity { Agent = context.AgentId, Action = "asked" });
            return context.Attempt == 1 && context.Task.Priority == 1
                ? throw new TaskRejectedException("no")
                : Task.FromResult<StateMap?>(Result(7));
        }));
        var good = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask() with { UserId = "42" }, Token);
        var bad = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(priority: 1), Token);
        await host.StartAsync(Token);

        (await fleet.Queue.WaitForResultAsync(good.Id, Token).WaitAsync(Patience, Token)).Result!.ToDictionary()["n"].Should().Be(7L);
        (await fleet.Queue.WaitForResultAsync(bad.Id, Token).WaitAsync(Patience, Token)).Status.Should().Be(AgentTaskStatus.Failed);
        await host.StopAsync(Token);

        var children = await fleet.Queue.ListAsync(TaskFilter.ByType("content", AgentTaskStatus.Pending), cancellationToken: Token);
        var child = children.Items.Should().ContainSingle().Which;
        (child.ParentId, child.UserId).Should().Be((good.Id, "42"));
        (await fleet.Queue.ListAsync(TaskFilter.ByUser("43"), cancellationToken: Token)).Items
            .Should().ContainSingle().Which.ParentId.Should().Be(good.Id);
        (await fleet.Activity.ListAsync(ActivityFilter.All, cancellationToken: Token)).Items.Count(entry => entry.Action == "asked")
            .Should().Be(1);
    }

    [Fact, Trait("Guarantee", "A8")]
    public async Task Agent_WithDesiredStatePaused_ClaimsNothingUntilRunning()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        await fleet.Agents.RegisterAsync(new AgentRegistration { Id = "github-agent", Type = "github" }, Token);
        await fleet.Agents.SetDesiredStateAsync("github-agent", AgentDesiredState.Paused, Token);
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        using var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker("github", Done).AddTaskWorker("content", Done));
        await host.StartAsync(Token);

        // The workers of a host share one loop, which could claim the paused task many times while it runs these.
        for (var i = 0; i < 10; i++)
        {
            var other = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(type: "content"), Token);
            await fleet.Queue.WaitForResultAsync(other.Id, Token).WaitAsync(Patience, Token);
        }

        (await fleet.Queue.GetAsync(task.Id, Token))!.Version.Should().Be(task.Version, "it was not claimed");
        await fleet.Agents.SetDesiredStateAsync("github-agent", AgentDesiredState.Running, Token);
        (await fleet.Queue.WaitForResultAsync(task.Id, Token).WaitAsync(Patience, Token)).Status.Should().Be(AgentTaskStatus.Done);
        await host.StopAsync(Token);

        static Task<StateMap?> Done(TaskContext context, CancellationToken cancellationToken) => Task.FromResult<StateMap?>(null);
    }

    private static StateMap Result(long number) => StateMap.FromDictionary(new Dictionary<string, object?> { ["n"] = number });
}
