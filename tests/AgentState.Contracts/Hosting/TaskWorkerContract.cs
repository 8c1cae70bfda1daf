using System.Collections.Concurrent;
using AgentState.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Contracts;

/// <summary>What a host's workers do with tasks.</summary>
public abstract class TaskWorkerContract : Contract
{
    private static readonly TimeSpan Patience = Eventually.Patience;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Promise", "T44"), Trait("Promise", "T42")]
    public async Task ABacklog_IsWorkedOff_InFewerCallsThanTasks_EachOnce()
    {
        const int Tasks = 200;
        var engine = new FaultyDocumentStore(new Undisposed(await CreateEngineAsync()));
        var fleet = QueueUnderTest.Over(engine);
        var ids = (await fleet.Queue.EnqueueManyAsync([.. Enumerable.Range(0, Tasks).Select(_ => QueueUnderTest.NewTask())], Token)).Select(task => task.TaskId).ToList();
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
            document.Fields["status"].StringValue == "done" && document.Fields["attempt"].IntegerValue == 1 && !document.Fields.ContainsKey("claimToken"));
        engine.Calls.Count(verb => verb is Verb.BatchWrite or Verb.Query).Should().BeLessThan((int)(Tasks * 1.1));
        (await fleet.Agents.GetAsync("github-agent", Token))!.Stats.TasksCompleted.Should().Be(Tasks, "what is counted is flushed at the end");
    }

    [Fact, Trait("Promise", "T44")]
    public async Task WhileACallIsUnderWay_HandlersGoOnWithWhatWasClaimedAhead()
    {
        const int Tasks = 50;
        var engine = new FaultyDocumentStore(new Undisposed(await CreateEngineAsync()));
        var fleet = QueueUnderTest.Over(engine);
        await fleet.Queue.EnqueueManyAsync([.. Enumerable.Range(0, Tasks).Select(_ => QueueUnderTest.NewTask())], Token);
        var worked = 0;

        // No call is answered before all that was claimed until then has been worked on.
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

    [Fact, Trait("Promise", "T43"), Trait("Promise", "T22")]
    public async Task AnIdleWorker_IsWokenByItsListener_AndOtherwiseCallsNobody()
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

        // At the start: a query, a listener, and a query when the agent is there. A task that is there before the listener has reported that the one before is gone is
        // looked for, then whether that was all, and the listener opens again: on a busy machine each task may be such a one.
        worked.Should().HaveCount(Tasks);
        engine.Queries.Count(IsForTasks).Should().BeLessThanOrEqualTo(3 + (3 * Tasks));
        await host.StopAsync(Token);

        static bool IsForTasks(Google.Cloud.Firestore.V1.StructuredQuery query) => query.From[0].CollectionId == "tasks" && query.OrderBy.Count == 3;
    }

    [Fact, Trait("Promise", "T22")]
    public async Task AListenerThatHearsNothing_IsMadeUpForByLooking()
    {
        var engine = new FaultyDocumentStore(new Undisposed(await CreateEngineAsync())) { Otherwise = verb => verb is Verb.Listen ? Fault.Abort : null };
        var fleet = QueueUnderTest.Over(new Undisposed(engine));
        using var host = WorkerHost.Of(
            engine, builder => builder.AddTaskWorker("github", (_, _) => Task.FromResult<StateMap?>(null)), options => options.PollInterval = TimeSpan.FromMilliseconds(100));
        await host.StartAsync(Token);
        await Eventually.TrueAsync(() => engine.Calls.Contains(Verb.Listen) && engine.Calls.Contains(Verb.Query), Patience, Token);

        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);

        await Eventually.TrueAsync(async () => (await fleet.Queue.GetAsync(task.Id, Token))!.Status is AgentTaskStatus.Done, Patience, Token);
        await host.StopAsync(Token);
    }

    [Fact, Trait("Promise", "T9"), Trait("Promise", "T15")]
    public async Task AHandlerThatTakesManyLeases_KeepsItsTask()
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
            options => (options.LeaseDuration, options.RenewalInterval, options.ClaimTimeout) = (TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1)));
        await host.StartAsync(Token);
        await begun.Task.WaitAsync(Patience, Token);
        var first = (await fleet.Queue.GetAsync(task.Id, Token))!.LeaseExpiresAt;

        // Three leases later, by the database's own clock.
        await Eventually.TrueAsync(
            async () => (await fleet.Queue.GetAsync(task.Id, Token))!.LeaseExpiresAt > first + TimeSpan.FromSeconds(3), Patience, Token);
        (await fleet.Queue.SweepAsync(Token)).Should().Be(new TaskSweep(), "the lease is alive");
        finish.SetResult();

        (await fleet.Queue.WaitForResultAsync(task.Id, Token).WaitAsync(Patience, Token)).Attempt.Should().Be(1);
        await host.StopAsync(Token);
    }

    [Fact, Trait("Promise", "T10")]
    public async Task AHandler_IsTold_WhyItIsToStop()
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
            options => (options.LeaseDuration, options.RenewalInterval, options.ClaimTimeout) = (TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(2)),
            shutdown: TimeSpan.Zero);
        var lost = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var late = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(type: "slow"), Token);
        var stopped = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await host.StartAsync(Token);
        await Eventually.TrueAsync(() => begun.Count == 3, Patience, Token);

        await fleet.ClaimAsForeignerAsync(lost.Id, "somebody", Token);
        await Eventually.TrueAsync(() => reasons.ContainsKey(lost.Id) && reasons.ContainsKey(late.Id), Patience, Token);
        await host.StopAsync(Token);

        reasons[lost.Id].Should().Be(TaskCancellationReason.LeaseLost);
        reasons[late.Id].Should().Be(TaskCancellationReason.TimedOut);
        reasons[stopped.Id].Should().Be(TaskCancellationReason.Shutdown);
        (await fleet.Queue.GetAsync(lost.Id, Token))!.AssignedTo.Should().Be("somebody");
        (await fleet.Queue.GetAsync(late.Id, Token))!.Errors.Should().ContainSingle().Which.Message.Should().StartWith("timed_out");
        var given = await fleet.Queue.GetAsync(stopped.Id, Token);
        (given!.Status, given.Attempt).Should().Be((AgentTaskStatus.Pending, 0), "what was not finished is given back, uncounted");

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

    [Fact, Trait("Promise", "T10")]
    public async Task ALeaseThatCannotBeConfirmed_StopsTheWork_BeforeAnybodyElseCanHaveTheTask()
    {
        // The work stops a twelfth of it before its end: two seconds, which a busy machine does not take to cancel a token.
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
                using var registration = token.Register(() => reason.TrySetResult((context.CancellationReason, TimeProvider.System.GetElapsedTime(started))));
                await reason.Task;
                engine.Otherwise = _ => null;
                return null;
            }),
            options => (options.LeaseDuration, options.RenewalInterval, options.ClaimTimeout) = (lease, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2)));
        await host.StartAsync(Token);
        await begun.Task.WaitAsync(Patience, Token);

        var (why, after) = await reason.Task.WaitAsync(Patience, Token);

        why.Should().Be(TaskCancellationReason.LeaseUnconfirmed);
        after.Should().BeLessThan(lease);
        await host.StopAsync(Token);
    }

    [Fact, Trait("Promise", "T18"), Trait("Promise", "T16")]
    public async Task WhatAHandlerThrows_IsTheFailure_AndSaysWhetherToTryAgain()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        using var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker("github", (context, _) => context.Task.Payload.ToDictionary()["how"] switch
        {
            "rejected" => throw new TaskRejectedException("never"),
            "retry" => throw new TaskRetryException("later", TimeSpan.FromMinutes(5)),
            _ => throw new InvalidOperationException("broken"),
        }));
        var ids = new List<string>();
        foreach (var how in new[] { "rejected", "retry", "other" })
        {
            ids.Add((await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(payload: StateMap.FromDictionary(new Dictionary<string, object?> { ["how"] = how })), Token)).Id);
        }

        await host.StartAsync(Token);
        await Eventually.TrueAsync(async () => await fleet.Queue.CountAsync(TaskFilter.ByStatus(AgentTaskStatus.Scheduled), Token) == 2, Patience, Token);
        await host.StopAsync(Token);

        var tasks = await Task.WhenAll(ids.Select(id => fleet.Queue.GetAsync(id, Token)));
        (tasks[0]!.Status, tasks[0]!.Error).Should().Be((AgentTaskStatus.Failed, "never"));
        tasks[1]!.RunAt.Should().BeCloseTo(tasks[1]!.UpdatedAt + TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(10));
        tasks[2]!.Errors.Should().ContainSingle().Which.Message.Should().Be("InvalidOperationException: broken");
        tasks.Should().OnlyContain(task => task!.Attempt == 1);
    }

    [Fact, Trait("Promise", "T37")]
    public async Task Children_AndEntries_AreThereExactlyIfTheTaskIsDone()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        using var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker("github", (context, _) =>
        {
            context.Enqueue(QueueUnderTest.NewTask(type: "content"));
            context.Enqueue(QueueUnderTest.NewTask(type: "data") with { UserId = "43" });
            context.Write(new NewActivity { Agent = context.AgentId, Action = "asked" });
            return context.Attempt == 1 && context.Task.Priority == 1 ? throw new TaskRejectedException("no") : Task.FromResult<StateMap?>(Result(7));
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
        (await fleet.Queue.ListAsync(TaskFilter.ByUser("43"), cancellationToken: Token)).Items.Should().ContainSingle().Which.ParentId.Should().Be(good.Id);
        (await fleet.Activity.QueryAsync(ActivityFilter.All, cancellationToken: Token)).Items.Count(entry => entry.Action == "asked").Should().Be(1);
    }

    [Fact, Trait("Promise", "A8")]
    public async Task AnAgentThatIsWantedPaused_ClaimsNothing_UntilItIsWantedRunning()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        await fleet.Agents.RegisterAsync(new AgentRegistration { Id = "github-agent", Type = "github" }, Token);
        await fleet.Agents.SetWantedStateAsync("github-agent", AgentWantedState.Paused, Token);
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        using var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker("github", Done).AddTaskWorker("content", Done));
        await host.StartAsync(Token);

        // The workers of a host share a loop: while it works on these, it could claim the other many times.
        for (var i = 0; i < 10; i++)
        {
            var other = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(type: "content"), Token);
            await fleet.Queue.WaitForResultAsync(other.Id, Token).WaitAsync(Patience, Token);
        }

        (await fleet.Queue.GetAsync(task.Id, Token))!.Version.Should().Be(task.Version, "nobody has claimed it");
        await fleet.Agents.SetWantedStateAsync("github-agent", AgentWantedState.Running, Token);
        (await fleet.Queue.WaitForResultAsync(task.Id, Token).WaitAsync(Patience, Token)).Status.Should().Be(AgentTaskStatus.Done);
        await host.StopAsync(Token);

        static Task<StateMap?> Done(TaskContext context, CancellationToken cancellationToken) => Task.FromResult<StateMap?>(null);
    }

    private static StateMap Result(long number) => StateMap.FromDictionary(new Dictionary<string, object?> { ["n"] = number });
}
