using AgentState.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Tests.Testing;

/// <summary>A test of a handler gets the task that a worker would store, and what the handler did.</summary>
public sealed class TaskHandlerTestTests
{
    private static readonly AgentTask Given = new()
    {
        Id = "t1",
        Type = "test",
        CreatedBy = "planner",
        UserId = "ada",
        Payload = StateMap.Of(("number", 7)),
        MaxAttempts = 5,
        Attempt = 2,
        Checkpoint = StateMap.Of(("page", 3)),
        Progress = StateMap.Of(("step", "reading")),
        Reply = StateMap.Of(("answer", "yes")),
        Usage = TaskUsage.Of("tokens", 10),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("returns")]
    [InlineData("returns nothing")]
    [InlineData("adds a child")]
    [InlineData("adds an invalid child")]
    [InlineData("returns too much")]
    [InlineData("throws")]
    [InlineData("rejects")]
    [InlineData("retries later")]
    [InlineData("waits")]
    [InlineData("does not throw the wait")]
    public async Task RunAsync_AnyOutcome_StoresWhatAWorkerStores(string how)
    {
        var run = await TaskHandlerTest.RunAsync(
            (context, _) => HandleAsync(how, context), StateMap.Of(("number", 7)), cancellationToken: Token);

        var stored = await RunOnAWorkerAsync(how);

        ContentOf(run.Task).Should().BeEquivalentTo(ContentOf(stored));
        run.Task.Status.Should().NotBe(AgentTaskStatus.Processing);
    }

    [Fact]
    public async Task RunAsync_OfATask_GivesTheHandlerItsContent()
    {
        AgentTask? seen = null;

        var run = await TaskHandlerTest.RunAsync(
            (context, _) =>
            {
                seen = context.Task;
                return Task.FromResult<StateMap?>(null);
            },
            Given,
            cancellationToken: Token);

        (seen!.Id, seen.Type, seen.CreatedBy, seen.UserId).Should().Be((Given.Id, Given.Type, Given.CreatedBy, Given.UserId));
        (seen.Payload, seen.Checkpoint, seen.Progress, seen.Reply, seen.Usage)
            .Should().Be((Given.Payload, Given.Checkpoint, Given.Progress, Given.Reply, Given.Usage));
        (seen.Status, seen.Attempt, seen.MaxAttempts).Should().Be((AgentTaskStatus.Processing, 3, 5));
        (run.Task.Status, run.Task.Attempt).Should().Be((AgentTaskStatus.Done, 3));
        run.Exception.Should().BeNull();
        run.Failure.Should().BeNull();
    }

    [Fact]
    public async Task RunAsync_OfTheTaskOfARun_IsTheNextAttempt()
    {
        var first = await TaskHandlerTest.RunAsync((_, _) => throw new InvalidOperationException("once"), Given, cancellationToken: Token);

        var second = await TaskHandlerTest.RunAsync((_, _) => throw new InvalidOperationException("twice"), first.Task, null, Token);

        (first.Task.Attempt, second.Task.Attempt).Should().Be((3, 4));
        second.Task.Errors.Select(error => error.Message)
            .Should().Equal("InvalidOperationException: once", "InvalidOperationException: twice");
    }

    [Fact]
    public async Task RunAsync_CompletedAttempt_ReturnsEveryCallInOrder()
    {
        var run = await TaskHandlerTest.RunAsync(
            (context, _) =>
            {
                context.ReportProgress(StateMap.Of(("step", 1)));
                context.SaveCheckpoint(StateMap.Of(("page", 1)));
                context.ReportProgress(StateMap.Of(("step", 2)));
                context.SaveCheckpoint(StateMap.Of(("page", 2)));
                context.AddUsage("tokens", 5);
                context.AddUsage("tokens", 2);
                context.Enqueue(Child("first"));
                context.Enqueue(Child("second"));
                context.Write(new NewActivity { Agent = context.AgentId, Action = "read" });
                return Task.FromResult<StateMap?>(null);
            },
            Given,
            cancellationToken: Token);

        run.Progress.Select(progress => progress["step"]).Should().Equal(1L, 2L);
        run.Checkpoints.Select(checkpoint => checkpoint["page"]).Should().Equal(1L, 2L);
        (run.Usage["tokens"], run.Task.Usage["tokens"]).Should().Be((7d, 17d));
        run.Task.Progress.Should().Be(run.Progress[^1]);
        run.Task.Checkpoint.Should().Be(run.Checkpoints[^1]);
        run.Children.Select(child => (child.Type, child.ParentId, child.UserId))
            .Should().Equal(("first", "t1", "ada"), ("second", "t1", "ada"));
        run.Activities.Should().ContainSingle().Which.Action.Should().Be("read");
    }

    [Fact]
    public async Task RunAsync_FailedAttempt_KeepsUpdatesAndDropsChildren()
    {
        var run = await TaskHandlerTest.RunAsync(
            (context, _) =>
            {
                context.SaveCheckpoint(StateMap.Of(("page", 4)));
                context.Enqueue(Child("first"));
                throw new TaskRetryException("busy", TimeSpan.FromMinutes(1));
            },
            Given,
            cancellationToken: Token);

        run.Children.Should().BeEmpty();
        run.Task.Checkpoint?["page"].Should().Be(4L);
        run.Failure.Should().Be(new TaskFailure("busy") { Retryable = true, RetryAfter = TimeSpan.FromMinutes(1) });
        run.Exception.Should().BeOfType<TaskRetryException>();
    }

    [Theory]
    [InlineData(TaskCancellationReason.Shutdown, AgentTaskStatus.Pending, 2)]
    [InlineData(TaskCancellationReason.LeaseUnconfirmed, AgentTaskStatus.Pending, 2)]
    [InlineData(TaskCancellationReason.CancelRequested, AgentTaskStatus.Cancelled, 2)]
    [InlineData(TaskCancellationReason.TimedOut, AgentTaskStatus.Scheduled, 3)]
    [InlineData(TaskCancellationReason.LeaseLost, AgentTaskStatus.Processing, 3)]
    public async Task CancelAttempt_ForAReason_EndsTheAttemptLikeAWorker(TaskCancellationReason reason, AgentTaskStatus status, int attempt)
    {
        using var cancel = new CancellationTokenSource();
        var options = new TaskHandlerTestOptions { CancelAttempt = cancel.Token, CancellationReason = reason };
        TaskCancellationReason? seen = null;

        var run = await TaskHandlerTest.RunAsync(
            async (context, token) =>
            {
                await cancel.CancelAsync();
                try
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, token);
                }
                finally
                {
                    seen = context.CancellationReason;
                }

                return null;
            },
            Given,
            options,
            Token);

        (run.Task.Status, run.Task.Attempt).Should().Be((status, attempt));
        seen.Should().Be(reason);
    }

    [Fact]
    public async Task RunAsync_AfterALostLease_StoresNoUpdates()
    {
        using var cancel = new CancellationTokenSource();
        var options = new TaskHandlerTestOptions { CancelAttempt = cancel.Token, CancellationReason = TaskCancellationReason.LeaseLost };

        var run = await TaskHandlerTest.RunAsync(
            async (context, token) =>
            {
                await cancel.CancelAsync();
                await Task.Delay(Timeout.InfiniteTimeSpan, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                context.SaveCheckpoint(StateMap.Of(("page", 9)));
                return StateMap.Empty;
            },
            Given,
            options,
            Token);

        run.Task.Status.Should().Be(AgentTaskStatus.Processing);
        run.Task.Checkpoint.Should().Be(Given.Checkpoint);
        run.Task.Result.Should().BeNull();
    }

    [Fact]
    public async Task RunAsync_HandlerThatIgnoresItsToken_EndsAfterTheGracePeriod()
    {
        var time = new FakeTimeProvider();
        var options = new TaskHandlerTestOptions
        {
            Time = time,
            Worker = { Timeout = TimeSpan.FromMinutes(1), CancellationGracePeriod = TimeSpan.Zero },
        };
        var ending = new TaskCompletionSource();

        var run = await TaskHandlerTest.RunAsync(
            async (_, _) =>
            {
                time.Advance(TimeSpan.FromMinutes(2));
                await ending.Task;
                return null;
            },
            Given,
            options,
            Token);
        ending.SetResult();

        run.Task.Status.Should().Be(AgentTaskStatus.Scheduled);
        run.Failure!.Message.Should().Be("timed_out after 00:01:00; its handler did not stop");
    }

    [Fact]
    public async Task RunAsync_CancelledCall_StopsWaiting()
    {
        using var call = new CancellationTokenSource();
        var ending = new TaskCompletionSource<StateMap?>();

        var run = () => TaskHandlerTest.RunAsync(
            async (_, _) =>
            {
                await call.CancelAsync();
                return await ending.Task;
            },
            Given,
            cancellationToken: call.Token);

        await run.Should().ThrowAsync<OperationCanceledException>();
        ending.SetResult(null);
    }

    [Fact, Trait("Guarantee", "P13")]
    public async Task RunAsync_InvalidTask_NamesTheField()
    {
        var negative = () => TaskHandlerTest.RunAsync(NeverAsync, Given with { Attempt = -1 }, cancellationToken: Token);
        var badId = () => TaskHandlerTest.RunAsync(NeverAsync, Given with { Id = "a/b" }, cancellationToken: Token);
        var badType = () => TaskHandlerTest.RunAsync(NeverAsync, Given with { Type = "" }, cancellationToken: Token);

        (await negative.Should().ThrowAsync<ArgumentOutOfRangeException>()).Which.ParamName.Should().Be("task");
        (await badId.Should().ThrowAsync<ArgumentException>()).Which.ParamName.Should().Be("task.Id");
        (await badType.Should().ThrowAsync<ArgumentException>()).Which.ParamName.Should().Be("task.Type");
    }

    private static Task<StateMap?> NeverAsync(TaskContext context, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("The handler was called.");

    private static async Task<StateMap?> HandleAsync(string how, TaskContext context)
    {
        await Task.Yield();
        context.ReportProgress(StateMap.Of(("step", how)));
        context.AddUsage("tokens", 5);
        switch (how)
        {
            case "returns nothing":
                return null;
            case "adds a child":
                context.Enqueue(Child("child"));
                break;
            case "adds an invalid child":
                context.Enqueue(Child("child") with { Priority = 99 });
                break;
            case "returns too much":
                return StateMap.Of(("first", new string('x', 600_000)), ("second", new string('x', 600_000)));
            case "throws":
                throw new InvalidOperationException("broken");
            case "rejects":
                throw new TaskRejectedException("no");
            case "retries later":
                throw new TaskRetryException("busy", TimeSpan.FromHours(1));
            case "waits":
                context.SaveCheckpoint(StateMap.Of(("page", 1)));
                throw context.WaitForInput(StateMap.Of(("question", "which?")), TimeSpan.FromHours(1));
            case "does not throw the wait":
                context.WaitForInput();
                break;
        }

        return StateMap.Of(("attempt", context.Attempt));
    }

    private static NewTask Child(string type) => new() { Type = type, CreatedBy = "test", Payload = StateMap.Empty };

    private static async Task<AgentTask> RunOnAWorkerAsync(string how)
    {
        var engine = new Undisposed(await Embedded.CreateAsync());
        var fleet = QueueUnderTest.Over(engine);
        using var host = WorkerHost.Of(
            engine,
            builder => builder.AddTaskWorker("test", (context, _) => HandleAsync(how, context)),
            options => (options.RetryDelay, options.MaxRetryDelay) = (TimeSpan.FromHours(1), TimeSpan.FromHours(1)));
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask("test", payload: StateMap.Of(("number", 7))), Token);
        await host.StartAsync(Token);

        await Eventually.TrueAsync(
            async () => (await fleet.Queue.GetAsync(task.Id, Token))!.LastEnded is not null, Eventually.Patience, Token);
        await host.StopAsync(Token);
        return (await fleet.Queue.GetAsync(task.Id, Token))!;
    }

    private static object ContentOf(AgentTask task) => new
    {
        task.Status,
        task.Attempt,
        task.AssignedTo,
        Result = task.Result?.ToJson(),
        Error = task.Error?.Replace(task.Id, "id", StringComparison.Ordinal),
        Errors = task.Errors.Select(error => error.Message.Replace(task.Id, "id", StringComparison.Ordinal)).ToList(),
        Progress = task.Progress?.ToJson(),
        Checkpoint = task.Checkpoint?.ToJson(),
        Usage = task.Usage.ToString(),
        HasRunAt = task.RunAt is not null,
        HasLease = task.LeaseExpiresAt is not null,
    };
}
