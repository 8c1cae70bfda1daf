using AgentState.TestKit;
using Google.Cloud.Firestore.V1;

namespace AgentState.Contracts;

/// <summary>Cancel, requeue and reply take effect once, also if replies of the database are lost.</summary>
public abstract class TaskControlContract : Contract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, Trait("Guarantee", "T32")]
    [InlineData("pending")]
    [InlineData("scheduled")]
    [InlineData("waiting")]
    public async Task CancelAsync_OfATaskNotProcessing_TaskNeverRuns(string status)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = await TaskAsync(test, status);

        var cancelled = await test.Administration.CancelAsync(id, Token);

        cancelled.Status.Should().Be(AgentTaskStatus.Cancelled);
        (await test.Queue.GetAsync(id, Token)).Should().Be(cancelled);
        (await test.Administration.SweepAsync(Token)).Should().Be(new TaskSweep());
        (await test.Queue.ClaimAsync("github", "b", Token)).Should().BeNull();
    }

    [Theory, Trait("Guarantee", "T32")]
    [InlineData("fail")]
    [InlineData("retry")]
    [InlineData("release")]
    [InlineData("wait")]
    [InlineData("crash")]
    public async Task CancelAsync_WhileProcessing_RenewalReportsItAndTaskEndsCancelled(string then)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = await TaskAsync(test, "pending");
        var claimed = (await test.Queue.ClaimAsync("github", "a", Token))!;
        (await claimed.RenewAsync(Token)).CancelRequestedAt.Should().BeNull();

        var asked = await test.Administration.CancelAsync(id, Token);
        var renewal = await claimed.RenewAsync(Token);

        asked.Status.Should().Be(AgentTaskStatus.Processing);
        asked.CancelRequestedAt.Should().BeCloseTo(asked.UpdatedAt, TimeSpan.FromSeconds(10));
        renewal.CancelRequestedAt.Should().Be(asked.CancelRequestedAt);
        if (then == "crash")
        {
            await test.RunOutAsync(id, Token);
            (await test.Administration.SweepAsync(Token)).Should().Be(new TaskSweep { Cancelled = 1 });
        }
        else
        {
            await HeldCalls.MakeAsync(test, then, claimed.Claim, Token);
        }

        (await test.Queue.GetAsync(id, Token))!.Status.Should().Be(AgentTaskStatus.Cancelled);
        (await test.Administration.SweepAsync(Token)).Should().Be(new TaskSweep());
        (await test.Queue.ClaimAsync("github", "b", Token)).Should().BeNull();
    }

    [Fact, Trait("Guarantee", "T32")]
    public async Task CompleteAsync_AfterACancelRequest_StoresDone()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = await TaskAsync(test, "processing");
        var held = (await test.Queue.GetAsync(id, Token))!;
        await test.Administration.CancelAsync(id, Token);

        await test.Queue.CompleteAsync(new TaskClaim { TaskId = id, AgentId = "a", Token = held.ClaimToken! }, HeldCalls.Mine, Token);

        (await test.Queue.GetAsync(id, Token))!.Status.Should().Be(AgentTaskStatus.Done);
    }

    [Fact, Trait("Guarantee", "T32")]
    public async Task ClaimAsync_OfACancelledTaskPutBackByAnotherClient_CancelsIt()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = await TaskAsync(test, "processing");
        await test.Administration.CancelAsync(id, Token);
        await test.PutBackAsForeignerAsync(id, Token);
        var next = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(priority: 1), Token)).Id;

        var claimed = await test.Queue.ClaimAsync("github", "b", Token);

        claimed!.Task.Id.Should().Be(next);
        (await test.Queue.GetAsync(id, Token))!.Status.Should().Be(AgentTaskStatus.Cancelled);
        (await test.Queue.ClaimAsync("github", "b", Token)).Should().BeNull();
    }

    [Theory, Trait("Guarantee", "T5")]
    [InlineData("done")]
    [InlineData("failed")]
    [InlineData("cancelled")]
    public async Task EndedTask_AnyCallButRequeue_ChangesNothing(string status)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = await TaskAsync(test, status);
        var ended = (await test.Queue.GetAsync(id, Token))!;
        var claim = new TaskClaim { TaskId = id, AgentId = "a", Token = "another claim" };

        (await test.Administration.CancelAsync(id, Token)).Should().Be(ended, "cancelling an ended task returns it unchanged");
        (await test.Administration.SweepAsync(Token)).Should().Be(new TaskSweep());
        var reply = () => test.Administration.ReplyAsync(id, HeldCalls.Mine, Token);
        (await reply.Should().ThrowAsync<TaskStatusException>()).Which.Status.Should().Be(ended.Status);
        foreach (var call in HeldCalls.All)
        {
            await FluentActions.Awaiting(() => HeldCalls.MakeAsync(test, call, claim, Token)).Should().ThrowAsync<LeaseLostException>();
        }

        (await test.Queue.GetAsync(id, Token)).Should().Be(ended);
    }

    [Theory, Trait("Guarantee", "T5"), Trait("Guarantee", "T16")]
    [InlineData("failed")]
    [InlineData("cancelled")]
    public async Task RequeueAsync_OfAnEndedTask_RestartsItAtItsOldPlace(string status)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync(), new TaskOptions { Retention = TimeSpan.FromDays(1) });
        var id = await TaskAsync(test, status);
        var ended = (await test.Queue.GetAsync(id, Token))!;
        ended.ExpiresAt.Should().NotBeNull();
        var younger = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(priority: 4), Token)).Id;

        var requeued = await test.Administration.RequeueAsync(id, Token);

        (requeued.Status, requeued.Attempt, requeued.Error, requeued.ExpiresAt, requeued.CancelRequestedAt, requeued.RunAt).Should()
            .Be((AgentTaskStatus.Pending, 0, null, null, null, null));
        (requeued.CreatedAt, requeued.Errors).Should().Be((ended.CreatedAt, ended.Errors));
        (await test.Queue.GetAsync(id, Token)).Should().Be(requeued);
        (await test.Queue.ClaimAsync("github", "a", Token))!.Task.Should().Match<AgentTask>(task => task.Id == id && task.Attempt == 1);
        (await test.Queue.ClaimAsync("github", "a", Token))!.Task.Id.Should().Be(younger);
    }

    [Theory, Trait("Guarantee", "T5")]
    [InlineData("done")]
    [InlineData("pending")]
    [InlineData("scheduled")]
    [InlineData("waiting")]
    [InlineData("processing")]
    public async Task RequeueAsync_OfATaskNotFailedOrCancelled_ThrowsTaskStatus(string status)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = await TaskAsync(test, status);
        var before = await test.StoredAsync(id, Token);

        var requeue = () => test.Administration.RequeueAsync(id, Token);

        var error = (await requeue.Should().ThrowAsync<TaskStatusException>()).Which;
        (error.TaskId, error.Status).Should().Be((id, TaskStatusText.Read(status)));
        (await test.StoredAsync(id, Token)).Should().Be(before);
    }

    [Fact, Trait("Guarantee", "T5")]
    public async Task RequeueAsync_OfATaskFailedByAnotherClient_RemovesTheOldClaim()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = await TaskAsync(test, "processing");
        await test.PatchRawAsync(
            id, new Dictionary<string, Value?> { ["status"] = Values.Of("failed"), ["error"] = Values.Of("python") }, Token);

        await test.Administration.RequeueAsync(id, Token);

        (await test.StoredAsync(id, Token)).Fields.Keys.Should().NotContain(["claimToken", "leaseExpiresAt"]);
    }

    [Fact, Trait("Guarantee", "T5"), Trait("Guarantee", "T6")]
    public async Task RequeueAsync_WithALostReply_RequeuesOnce()
    {
        var engine = await CreateEngineAsync();
        var test = QueueUnderTest.Over(engine);
        var agent = QueueUnderTest.Over(engine);
        var id = await TaskAsync(test, "failed");
        test.Faults.Next(Verb.Commit, Fault.LoseReplyBehind(async () =>
            await agent.Queue.FailAsync((await agent.Queue.ClaimAsync("github", "a", Token))!.Claim, new TaskFailure("again"), Token)));

        await test.Administration.RequeueAsync(id, Token);

        (await test.Queue.GetAsync(id, Token))!
            .Should().Match<AgentTask>(task => task.Status == AgentTaskStatus.Failed && task.Error == "again");
    }

    [Fact, Trait("Guarantee", "T32"), Trait("Guarantee", "T6")]
    public async Task CancelAsync_WithALostReply_DoesNotCancelTheRequeuedTask()
    {
        var engine = await CreateEngineAsync();
        var test = QueueUnderTest.Over(engine);
        var other = QueueUnderTest.Over(engine);
        var id = await TaskAsync(test, "pending");
        test.Faults.Next(Verb.Commit, Fault.LoseReplyBehind(() => other.Administration.RequeueAsync(id, Token)));

        await test.Administration.CancelAsync(id, Token);

        (await test.Queue.GetAsync(id, Token))!.Status.Should().Be(AgentTaskStatus.Pending);
    }

    [Fact]
    public async Task ControlCalls_OfAMissingTask_ThrowNotFound()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        Func<Task>[] calls =
        [
            () => test.Administration.CancelAsync("missing", Token),
            () => test.Administration.RequeueAsync("missing", Token),
            () => test.Administration.ReplyAsync("missing", HeldCalls.Mine, Token),
        ];

        foreach (var call in calls)
        {
            (await call.Should().ThrowAsync<StateNotFoundException>()).Which.Path.Should().Be("tasks/missing");
        }

        (await test.AllStoredAsync(Token)).Should().BeEmpty();
    }

    [Fact, Trait("Guarantee", "T37")]
    public async Task Batch_WithReleaseWaitAndEnqueue_CommitsAllOfThem()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var first = (await test.Queue.ClaimAsync("github", "a", Token))!;
        var second = (await test.Queue.ClaimAsync("github", "a", Token))!;
        var batch = test.CreateBatch();
        batch.Release(first);
        batch.WaitForInput(second, TimeSpan.FromHours(1));
        var later = batch.Enqueue(QueueUnderTest.NewTask() with { Delay = TimeSpan.FromHours(1) });

        await batch.CommitAsync(Token);

        (await test.Queue.GetAsync(first.Task.Id, Token))!
            .Should().Match<AgentTask>(task => task.Status == AgentTaskStatus.Pending && task.Attempt == 0);
        var waiting = (await test.Queue.GetAsync(second.Task.Id, Token))!;
        waiting.Status.Should().Be(AgentTaskStatus.Waiting);
        var scheduled = (await test.Queue.GetAsync(later, Token))!;
        scheduled.Status.Should().Be(AgentTaskStatus.Scheduled);
        scheduled.RunAt.Should().BeCloseTo(scheduled.CreatedAt.AddHours(1), TimeSpan.FromSeconds(10));
        waiting.RunAt.Should().BeCloseTo(scheduled.RunAt!.Value, TimeSpan.FromSeconds(10));
    }

    [Fact, Trait("Guarantee", "T20")]
    public async Task FailAsync_OfAFullDocument_IsStillStored()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        var claimed = await test.Queue.ClaimAsync("github", "a", Token);
        var stored = await test.StoredAsync(id, Token);
        var room = ValueRules.MaxDocumentBytes - (int)DocumentSize.OfDocument(stored.Name, stored.Fields) - "filler".Length - 2 - 64;
        await test.PatchRawAsync(id, new Dictionary<string, Value?> { ["filler"] = Values.Of(new string('x', room)) }, Token);

        await test.Queue.FailAsync(claimed!.Claim, new TaskFailure(new string('e', 500)), Token);

        (await test.Queue.GetAsync(id, Token))!
            .Should().Match<AgentTask>(task => task.Status == AgentTaskStatus.Failed && task.Error!.StartsWith("eee"));
    }

    // Creates one task in the given status; agent "a" makes the claims.
    private static async Task<string> TaskAsync(QueueUnderTest test, string status)
    {
        var task = QueueUnderTest.NewTask() with { Delay = status == "scheduled" ? TimeSpan.FromHours(1) : null };
        var id = (await test.Queue.EnqueueAsync(task, Token)).Id;
        if (status is "pending" or "scheduled")
        {
            return id;
        }

        var claim = (await test.Queue.ClaimAsync("github", "a", Token))!.Claim;
        switch (status)
        {
            case "done":
                await test.Queue.CompleteAsync(claim, HeldCalls.Mine, Token);
                break;
            case "failed":
                await test.Queue.FailAsync(claim, new TaskFailure("broke"), Token);
                break;
            case "waiting":
                await test.Queue.Attach(claim).WaitForInputAsync(TimeSpan.FromHours(1), Token);
                break;
            case "cancelled":
                await test.Administration.CancelAsync(id, Token);
                await test.Queue.FailAsync(claim, new TaskFailure("broke"), Token);
                break;
        }

        return id;
    }
}
