using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Contracts;

/// <summary>Workers handle scheduled tasks, dead holders, cancel requests, paused types and concurrency limits.</summary>
public abstract class WorkerFleetContract : Contract
{
    private static readonly TimeSpan Patience = Eventually.Patience;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "T14"), Trait("Guarantee", "T16")]
    public async Task TaskOfADeadHolder_AfterItsLease_RunsAgainAndCountsTheAttempt()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var dead = QueueUnderTest.Over(engine, new TaskOptions { LeaseDuration = TimeSpan.FromSeconds(1) });
        var task = await dead.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        (await dead.Queue.ClaimAsync("github", "dead", Token)).Should().NotBeNull();
        using var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker("github", Done), Quick);

        await host.StartAsync(Token);

        var done = await dead.Queue.WaitForResultAsync(task.Id, Token).WaitAsync(Patience, Token);
        (done.Status, done.Attempt, done.AssignedTo).Should().Be((AgentTaskStatus.Done, 2, "github-agent"));
        done.Errors.Should().ContainSingle().Which.AgentId.Should().Be("dead");
        await host.StopAsync(Token);
    }

    [Fact, Trait("Guarantee", "T24"), Trait("Guarantee", "T43")]
    public async Task ScheduledTask_WhenDue_RunsAndNotBefore()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        using var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker("github", Done), Quick);
        await host.StartAsync(Token);

        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask() with { Delay = TimeSpan.FromSeconds(1) }, Token);
        task.Status.Should().Be(AgentTaskStatus.Scheduled);

        var done = await fleet.Queue.WaitForResultAsync(task.Id, Token).WaitAsync(Patience, Token);
        done.UpdatedAt.Should().BeOnOrAfter(task.RunAt!.Value);
        await host.StopAsync(Token);
    }

    [Theory, Trait("Guarantee", "T10"), Trait("Guarantee", "T32")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CancelAsync_WhileProcessing_CancelsTheHandlerAndTheTask(bool isWrittenToMeanwhile)
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cancelled = new TaskCompletionSource<TaskCancellationReason?>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var host = WorkerHost.Of(
            engine,
            builder => builder.AddTaskWorker("github", async (context, token) =>
            {
                using var registration = token.Register(() => cancelled.TrySetResult(context.CancellationReason));
                begun.TrySetResult();
                await cancelled.Task;
                token.ThrowIfCancellationRequested();
                return null;
            }),
            Quick);
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await host.StartAsync(Token);
        await begun.Task.WaitAsync(Patience, Token);

        await fleet.Administration.CancelAsync(task.Id, Token);
        if (isWrittenToMeanwhile)
        {
            await fleet.PatchRawAsync(
                task.Id, new Dictionary<string, Google.Cloud.Firestore.V1.Value?> { ["note"] = Values.Of("changed") }, Token);
        }

        (await cancelled.Task.WaitAsync(Patience, Token)).Should().Be(TaskCancellationReason.CancelRequested);
        (await fleet.Queue.WaitForResultAsync(task.Id, Token).WaitAsync(Patience, Token)).Status.Should().Be(AgentTaskStatus.Cancelled);
        await host.StopAsync(Token);
    }

    [Fact, Trait("Guarantee", "A2"), Trait("Guarantee", "A9")]
    public async Task AgentStatus_DuringAndAfterAHandler_IsRunningThenIdle()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker("github", async (_, _) =>
        {
            await finish.Task;
            return null;
        }));
        await host.StartAsync(Token);
        await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);

        await StatusAsync(AgentStatus.Running);
        finish.SetResult();
        await host.StopAsync(Token);

        await StatusAsync(AgentStatus.Idle);

        async Task StatusAsync(AgentStatus status)
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
            deadline.CancelAfter(Patience);
            await foreach (var agent in fleet.Agents.WatchAsync("github-agent", cancellationToken: deadline.Token))
            {
                if (agent?.Status == status)
                {
                    return;
                }
            }
        }
    }

    [Fact, Trait("Guarantee", "T40")]
    public async Task PausedType_UntilResumed_IsNotProcessed()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        var worked = new ConcurrentQueue<string>();
        await fleet.Administration.PauseAsync("github", Token);
        using var host = WorkerHost.Of(
            engine,
            builder => builder.AddTaskWorker("github", Note).AddTaskWorker("content", Note),
            options => options.PauseMaxAge = TimeSpan.FromMilliseconds(100));
        var paused = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var other = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(type: "content"), Token);
        await host.StartAsync(Token);
        await fleet.Queue.WaitForResultAsync(other.Id, Token).WaitAsync(Patience, Token);

        worked.Should().Equal(other.Id);
        await fleet.Administration.ResumeAsync("github", Token);

        (await fleet.Queue.WaitForResultAsync(paused.Id, Token).WaitAsync(Patience, Token)).Status.Should().Be(AgentTaskStatus.Done);
        await host.StopAsync(Token);

        Task<StateMap?> Note(TaskContext context, CancellationToken cancellationToken)
        {
            worked.Enqueue(context.TaskId);
            return Task.FromResult<StateMap?>(null);
        }
    }

    [Fact, Trait("Guarantee", "T27")]
    public async Task LimitedType_InSeveralProcesses_StaysWithinTheLimit()
    {
        const int Tasks = 12;
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        await fleet.Administration.SetConcurrencyLimitAsync("github", 2, Token);
        var (now, most) = (0, 0);
        var gate = new Lock();
        var ids = (await fleet.Queue.EnqueueManyAsync([.. Enumerable.Range(0, Tasks).Select(_ => QueueUnderTest.NewTask())], Token))
            .Select(task => task.TaskId).ToList();
        using var one = WorkerHost.Of(engine, builder => builder.AddAgent("one", "github").AddTaskWorker("github", Work));
        using var two = WorkerHost.Of(engine, builder => builder.AddAgent("two", "github").AddTaskWorker("github", Work));
        await one.StartAsync(Token);
        await two.StartAsync(Token);

        await Task.WhenAll(ids.Select(id => fleet.Queue.WaitForResultAsync(id, Token))).WaitAsync(Patience, Token);

        most.Should().BeInRange(1, 2);
        await Task.WhenAll(one.StopAsync(Token), two.StopAsync(Token));

        async Task<StateMap?> Work(TaskContext context, CancellationToken cancellationToken)
        {
            lock (gate)
            {
                most = Math.Max(most, ++now);
            }

            await fleet.Queue.GetAsync(context.TaskId, cancellationToken);
            lock (gate)
            {
                now--;
            }

            return null;
        }
    }

    // A task reported by a listener needs a slot like any other.
    [Fact, Trait("Guarantee", "T27")]
    public async Task IdleWorkersOfALimitedType_WhenWoken_StayWithinTheLimit()
    {
        const int Tasks = 8;
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        var (now, most, done) = (0, 0, 0);
        var gate = new Lock();
        var last = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var tooMany = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var one = WorkerHost.Of(engine, builder => builder.AddAgent("one", "github").AddTaskWorker("github", Work), Attentive);
        using var two = WorkerHost.Of(engine, builder => builder.AddAgent("two", "github").AddTaskWorker("github", Work), Attentive);
        await one.StartAsync(Token);
        await two.StartAsync(Token);
        await fleet.Administration.SetConcurrencyLimitAsync("github", 1, Token);

        await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await last.Task.WaitAsync(Patience, Token);

        most.Should().Be(1);
        await Task.WhenAll(one.StopAsync(Token), two.StopAsync(Token));

        async Task<StateMap?> Work(TaskContext context, CancellationToken cancellationToken)
        {
            lock (gate)
            {
                most = Math.Max(most, ++now);
                if (most > 1)
                {
                    tooMany.TrySetResult();
                }
            }

            // The listener reports the next task while this one runs, so that the idle worker has time to exceed the limit.
            await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), cancellationToken);
            await Task.WhenAny(tooMany.Task, Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken));

            lock (gate)
            {
                now--;
                if (++done == Tasks)
                {
                    last.SetResult();
                }
            }

            return null;
        }
    }

    [Fact, Trait("Guarantee", "T20")]
    public async Task UnreadableAndUnclaimableTasks_BeforeOthers_BlockNoTask()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        for (var i = 0; i < 6; i++)
        {
            var malformed = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(priority: 9), Token);
            await fleet.PatchRawAsync(
                malformed.Id, new Dictionary<string, Google.Cloud.Firestore.V1.Value?> { ["payload"] = Values.Of("no map") }, Token);
        }

        // Too large for the fields of a claim: other clients leave no room for them.
        var full = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(priority: 8), Token);
        await fleet.PatchRawAsync(
            full.Id, new Dictionary<string, Google.Cloud.Firestore.V1.Value?> { ["pad"] = Values.Of(new string('x', 1_047_800)) }, Token);
        var good = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(priority: 1), Token);
        using var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker("github", Done, worker => worker.Concurrency = 2));
        await host.StartAsync(Token);

        (await fleet.Queue.WaitForResultAsync(good.Id, Token).WaitAsync(Patience, Token)).Status.Should().Be(AgentTaskStatus.Done);
        await host.StopAsync(Token);
    }

    private static Task<StateMap?> Done(TaskContext context, CancellationToken cancellationToken) => Task.FromResult<StateMap?>(null);

    private static void Attentive(TaskOptions options) =>
        (options.PauseMaxAge, options.PollInterval) = (TimeSpan.Zero, TimeSpan.FromSeconds(1));

    private static void Quick(TaskOptions options)
    {
        (options.LeaseDuration, options.RenewalInterval) = (TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(500));
        (options.SweepInterval, options.ClaimTimeout) = (TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(2));
        options.RetryDelay = TimeSpan.FromMilliseconds(500);
    }
}
