using Microsoft.Extensions.Time.Testing;

namespace AgentState.Tests.Testing;

public sealed class ClaimedTaskDoubleTests
{
    private static readonly AgentTask Pending = new() { Id = "42", Type = "github", Payload = StateMap.FromJson("""{ "issue": 7 }""") };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Handle_OfADouble_ChangesItsTask()
    {
        var time = new FakeTimeProvider();
        var claim = new ClaimedTaskDouble(Pending, "reviewer", time);
        var handle = claim.Claimed;
        (handle.TaskId, handle.AgentId, handle.Task.Attempt, handle.Task.Payload).Should().Be(("42", "reviewer", 1, Pending.Payload));

        await handle.ReportProgressAsync(StateMap.FromJson("""{ "done": 1 }"""), Token);
        await handle.SaveCheckpointAsync(StateMap.FromJson("""{ "page": 2 }"""), Token);
        await handle.AddUsageAsync(TaskUsage.Of("tokens", 3), Token);
        time.Advance(TimeSpan.FromMinutes(1));
        var renewal = await handle.RenewAsync(Token);
        await handle.CompleteAsync(StateMap.FromJson("""{ "approved": true }"""), Token);

        renewal.LeaseExpiresAt.Should().Be(time.GetUtcNow() + new TaskOptions().LeaseDuration);
        (claim.Task.Status, claim.Task.Result).Should().Be((AgentTaskStatus.Done, StateMap.FromJson("""{ "approved": true }""")));
        (claim.Task.Progress, claim.Task.Checkpoint, claim.Task.Usage).Should().Be(
            (StateMap.FromJson("""{ "done": 1 }"""), StateMap.FromJson("""{ "page": 2 }"""), TaskUsage.Of("tokens", 3)));
        await handle.Awaiting(ended => ended.ReleaseAsync(Token)).Should().ThrowAsync<TaskEndedException>();
    }

    [Fact]
    public async Task Handle_AfterALostLease_ThrowsLeaseLost()
    {
        var claim = new ClaimedTaskDouble(Pending);

        claim.LoseLease();

        await claim.Claimed.Awaiting(handle => handle.RenewAsync(Token)).Should().ThrowAsync<LeaseLostException>();
        await claim.Claimed.Awaiting(handle => handle.CompleteAsync(cancellationToken: Token)).Should().ThrowAsync<LeaseLostException>();
    }

    [Fact]
    public async Task RenewAsync_AfterACancelRequest_ReportsIt()
    {
        var claim = new ClaimedTaskDouble(Pending);
        (await claim.Claimed.RenewAsync(Token)).CancelRequestedAt.Should().BeNull();

        claim.RequestCancel();

        (await claim.Claimed.RenewAsync(Token)).CancelRequestedAt.Should().NotBeNull();
        await claim.Claimed.ReleaseAsync(Token);
        claim.Task.Status.Should().Be(AgentTaskStatus.Cancelled);
    }

    [Theory]
    [InlineData(false, AgentTaskStatus.Failed)]
    [InlineData(true, AgentTaskStatus.Scheduled)]
    public async Task FailAsync_OfADouble_FailsOrRetriesTheTask(bool retryable, AgentTaskStatus status)
    {
        var claim = new ClaimedTaskDouble(Pending);

        await claim.Claimed.FailAsync(new TaskFailure("it broke") { Retryable = retryable }, Token);

        claim.Task.Status.Should().Be(status);
        claim.Task.Errors.Should().ContainSingle().Which.Message.Should().Be("it broke");
    }

    [Fact]
    public async Task WaitForInputAsync_OfADouble_LetsTheTaskWait()
    {
        var claim = new ClaimedTaskDouble(Pending);

        await claim.Claimed.WaitForInputAsync(TimeSpan.FromHours(1), Token);

        (claim.Task.Status, claim.Task.RunAt is null).Should().Be((AgentTaskStatus.Waiting, false));
    }
}
