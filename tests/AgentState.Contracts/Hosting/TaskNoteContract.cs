using AgentState.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Contracts;

/// <summary>Updates that handlers report while they run, and tasks that wait for input.</summary>
public abstract class TaskNoteContract : Contract
{
    private static readonly TimeSpan Patience = Eventually.Patience;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "T34")]
    public async Task PendingUpdates_Frequent_AreWrittenOnceASecondAndAtTheEnd()
    {
        var engine = await CreateEngineAsync();
        var faulty = new FaultyDocumentStore(new Undisposed(engine));
        var fleet = QueueUnderTest.Over(new Undisposed(engine));
        var (updates, took, written) = (0L, TimeSpan.Zero, 0);

        // Status reporting is off, because it sends commits too.
        using var host = WorkerHost.Of(
            faulty,
            builder => builder.AddAgent("github-agent", "github", agent => agent.ReportStatus = false).AddTaskWorker(
                "github",
                async (context, token) =>
                {
                    var (before, started) = (Commits(), TimeProvider.System.GetTimestamp());
                    using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
                    while (Commits() - before < 2 && TimeProvider.System.GetElapsedTime(started) < Patience)
                    {
                        context.ReportProgress(Numbered(++updates));
                        context.SaveCheckpoint(Numbered(-updates));
                        context.AddUsage("calls", 1);
                        await timer.WaitForNextTickAsync(token);
                    }

                    (took, written) = (TimeProvider.System.GetElapsedTime(started), Commits() - before);
                    context.ReportProgress(Numbered(++updates));
                    return null;
                }));
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await host.StartAsync(Token);

        var done = await fleet.Queue.WaitForResultAsync(task.Id, Token).WaitAsync(Patience, Token);
        await host.StopAsync(Token);

        written.Should().Be(2);
        took.Should().BeGreaterThan(TimeSpan.FromSeconds(1.9));
        updates.Should().BeGreaterThan(20);
        (done.Progress, done.Checkpoint, done.Usage["calls"]).Should().Be((Numbered(updates), Numbered(1 - updates), updates - 1));

        int Commits() => faulty.Calls.Count(verb => verb is Verb.Commit);
    }

    [Fact, Trait("Guarantee", "T34"), Trait("Guarantee", "T36")]
    public async Task NextAttempt_AfterLostReplies_HasTheCheckpointAndTheUsage()
    {
        var engine = await CreateEngineAsync();
        var faulty = new FaultyDocumentStore(new Undisposed(engine));
        var fleet = QueueUnderTest.Over(new Undisposed(engine));
        using var host = WorkerHost.Of(faulty, builder => builder.AddTaskWorker("github", (context, _) =>
        {
            context.AddUsage("tokens", 10);
            if (context.Task.Checkpoint is { } checkpoint)
            {
                context.AddUsage("cost", 0.25);
                return Task.FromResult<StateMap?>(checkpoint);
            }

            // The updates are stored, but every reply is lost until the retries end, so the updates are written again.
            context.SaveCheckpoint(Numbered(41));
            faulty.Next(Verb.Commit, Fault.LoseReply, Fault.LoseRequest, Fault.LoseRequest);
            faulty.Next(Verb.Get, Fault.Abort, Fault.Abort, Fault.Abort);
            throw new TaskRetryException("again", TimeSpan.Zero);
        }));
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await host.StartAsync(Token);

        // On a slow machine the host sweeps too.
        await Eventually.TrueAsync(
            async () =>
            {
                await fleet.Administration.SweepAsync(Token);
                return (await fleet.Queue.GetAsync(task.Id, Token))!.Status is AgentTaskStatus.Done;
            },
            Patience,
            Token);
        var done = (await fleet.Queue.GetAsync(task.Id, Token))!;
        await host.StopAsync(Token);

        (done.Attempt, done.Result).Should().Be((2, Numbered(41)));
        done.Usage.Should().Be(TaskUsage.Of("tokens", 20).Plus(TaskUsage.Of("cost", 0.25)));
    }

    [Fact, Trait("Guarantee", "T34"), Trait("Guarantee", "T10")]
    public async Task PendingUpdate_AfterALostLease_CancelsTheHandlerAndWritesNothing()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        var reason = new TaskCompletionSource<TaskCancellationReason?>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker("github", async (context, token) =>
        {
            await fleet.ClaimAsForeignerAsync(context.TaskId, "other-client", Token);
            context.ReportProgress(Numbered(1));
            using var registration = token.Register(() => reason.TrySetResult(context.CancellationReason));
            await reason.Task;
            context.ReportProgress(Numbered(2));
            token.ThrowIfCancellationRequested();
            return null;
        }));
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await host.StartAsync(Token);

        // The renewal would detect the lost lease too, but half a minute later.
        (await reason.Task.WaitAsync(Eventually.Patience, Token)).Should().Be(TaskCancellationReason.LeaseLost);
        await host.StopAsync(Token);

        var theirs = await fleet.Queue.GetAsync(task.Id, Token);
        (theirs!.Status, theirs.AssignedTo, theirs.Progress).Should().Be((AgentTaskStatus.Processing, "other-client", null));
    }

    [Fact, Trait("Guarantee", "T34"), Trait("Guarantee", "T45")]
    public async Task InvalidUpdate_ByAHandler_ThrowsAtOnceAndChangesNothing()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        var errors = new List<Exception?>();
        TaskContext? over = null;
        using var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker("github", (context, _) =>
        {
            over = context;
            context.SaveCheckpoint(Numbered(1));
            var half = StateMap.FromDictionary(new Dictionary<string, object?> { ["text"] = new string('x', 600_000) });
            context.ReportProgress(half);
            Action[] bad =
            [
                () => context.SaveCheckpoint(half),
                () => context.SaveCheckpoint(null!),
                () => context.AddUsage("", 1),
                () => context.AddUsage("tokens", -1),
                () => context.WaitForInput(deadline: TimeSpan.FromSeconds(-1)),
            ];
            errors.AddRange(bad.Select(act => Record.Exception(act)));
            return Task.FromResult<StateMap?>(null);
        }));
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await host.StartAsync(Token);

        var done = await fleet.Queue.WaitForResultAsync(task.Id, Token).WaitAsync(Patience, Token);
        await host.StopAsync(Token);

        errors[0].Should().BeOfType<StateLimitException>().Which.Path.Should().Be("checkpoint");
        errors.Skip(1).Should().HaveCount(4).And.AllBeAssignableTo<ArgumentException>();
        (done.Checkpoint, done.Usage).Should().Be((Numbered(1), TaskUsage.None));
        over!.Invoking(context => context.ReportProgress(Numbered(2))).Should().Throw<InvalidOperationException>();
    }

    [Fact, Trait("Guarantee", "T33"), Trait("Guarantee", "T16")]
    public async Task WaitForInput_WithConcurrencyOne_FreesTheWorkerUntilTheReply()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        using var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker(
            "github",
            (context, _) =>
            {
                context.AddUsage("calls", 1);
                context.Enqueue(QueueUnderTest.NewTask(type: "content"));
                return Task.FromResult<StateMap?>(
                    context.Task.Priority == 1
                        ? null
                        : context.Task.Reply ?? throw context.WaitForInput(Numbered(7), TimeSpan.FromHours(1)));
            },
            worker => worker.Concurrency = 1));
        var asks = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var other = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(priority: 1), Token);
        await host.StartAsync(Token);

        (await fleet.Queue.WaitForResultAsync(other.Id, Token).WaitAsync(Patience, Token)).Status.Should().Be(AgentTaskStatus.Done);
        var waiting = await fleet.Queue.GetAsync(asks.Id, Token);
        await fleet.Administration.ReplyAsync(asks.Id, Numbered(8), Token);
        var done = await fleet.Queue.WaitForResultAsync(asks.Id, Token).WaitAsync(Patience, Token);
        await host.StopAsync(Token);

        (waiting!.Status, waiting.Attempt, waiting.Progress, waiting.LeaseExpiresAt)
            .Should().Be((AgentTaskStatus.Waiting, 0, Numbered(7), null));
        waiting.RunAt.Should().BeCloseTo(waiting.UpdatedAt + TimeSpan.FromHours(1), TimeSpan.FromSeconds(10));
        (done.Status, done.Attempt, done.Result, done.Usage["calls"]).Should().Be((AgentTaskStatus.Done, 1, Numbered(8), 2));
        (await fleet.Queue.CountAsync(TaskFilter.ByType("content", AgentTaskStatus.Pending), Token))
            .Should().Be(2, "a wait enqueues no children, a completion does");
    }

    private static StateMap Numbered(long number) => StateMap.FromDictionary(new Dictionary<string, object?> { ["n"] = number });
}
