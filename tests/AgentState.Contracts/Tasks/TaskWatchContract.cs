using AgentState.TestKit;

namespace AgentState.Contracts;

/// <summary>Watching a task and waiting for its result use one listener and no polling.</summary>
public abstract class TaskWatchContract : Contract
{
    private static readonly TimeSpan Patience = Eventually.Patience;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "T35"), Trait("Guarantee", "W1")]
    public async Task WatchAsync_FromNoTaskToDeletion_ReturnsEachState()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var task = Keyed();
        await using var watch = test.Queue.WatchAsync(TaskIds.OfKey(task.Type, task.IdempotencyKey!), Token).GetAsyncEnumerator(Token);

        (await NextAsync(watch)).Should().BeNull("the task does not exist yet");
        var enqueued = await test.Queue.EnqueueAsync(task, Token);
        (await NextAsync(watch)).Should().Be(enqueued);
        var claimed = await test.Queue.ClaimAsync("github", "a", Token);
        (await NextAsync(watch))!.Status.Should().Be(AgentTaskStatus.Processing);
        await test.Queue.CompleteAsync(claimed!.Claim, StateMap.Empty, Token);
        (await NextAsync(watch)).Should().Be(await test.Queue.GetAsync(enqueued.Id, Token));
        await test.WriteRawAsync(Writes.Delete(test.NameOf(enqueued.Id)), Token);
        (await NextAsync(watch)).Should().BeNull();
    }

    [Theory, Trait("Guarantee", "T35")]
    [InlineData("done", AgentTaskStatus.Done)]
    [InlineData("failed", AgentTaskStatus.Failed)]
    [InlineData("cancelled", AgentTaskStatus.Cancelled)]
    public async Task WaitForResultAsync_OfAnEndedTask_ReturnsAtOnceForOneRead(string stored, AgentTaskStatus status)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        await test.PatchRawAsync(id, new Dictionary<string, Google.Cloud.Firestore.V1.Value?> { ["status"] = Values.Of(stored) }, Token);

        var task = await test.Queue.WaitForResultAsync(id, Token);

        task.Status.Should().Be(status);
        test.Faults.Calls.Should().Equal(Verb.Commit, Verb.Get);
    }

    [Fact, Trait("Guarantee", "T35")]
    public async Task WaitForResultAsync_ByManyCallers_SharesOneListener()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var worker = QueueUnderTest.Over(test.Engine);
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        var waits = Enumerable.Range(0, 5).Select(_ => test.Queue.WaitForResultAsync(id, Token)).ToArray();
        await Eventually.TrueAsync(() => test.Faults.Calls.Contains(Verb.Listen), Patience, Token);

        var claimed = await worker.Queue.ClaimAsync("github", "a", Token);
        await worker.Queue.CompleteAsync(claimed!.Claim, StateMap.FromJson("""{"merged":true}"""), Token);
        var ended = await Task.WhenAll(waits).WaitAsync(Patience, Token);

        ended.Should().OnlyContain(task => task.Status == AgentTaskStatus.Done && task.Result == StateMap.FromJson("""{"merged":true}"""));
        test.Faults.Calls.Count(verb => verb is Verb.Listen).Should().Be(1);
        test.Faults.Calls.Count(verb => verb is Verb.Get).Should().Be(5);
        test.Faults.Calls.Should().OnlyContain(verb => verb == Verb.Commit || verb == Verb.Get || verb == Verb.Listen);
    }

    [Fact, Trait("Guarantee", "T35")]
    public async Task WaitForResultAsync_AcrossALostLease_WaitsForTheFinalOutcome()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        var wait = test.Queue.WaitForResultAsync(id, Token);
        await test.Queue.ClaimAsync("github", "a", Token);
        await test.ExpireLeaseAsync(id, Token);
        var second = await test.Queue.ClaimAsync("github", "b", Token);
        wait.IsCompleted.Should().BeFalse();

        await test.Queue.FailAsync(second!.Claim, new TaskFailure("it broke"), Token);

        var ended = await wait.WaitAsync(Patience, Token);
        (ended.Status, ended.Error, ended.Attempt).Should().Be((AgentTaskStatus.Failed, "it broke", 2));
    }

    [Fact, Trait("Guarantee", "T35")]
    public async Task WaitForResultAsync_AcrossARetry_WaitsForTheFinalOutcome()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        await using var watch = test.Queue.WatchAsync(id, Token).GetAsyncEnumerator(Token);
        (await NextAsync(watch))!.Status.Should().Be(AgentTaskStatus.Pending);
        var wait = test.Queue.WaitForResultAsync(id, Token);
        var first = await test.Queue.ClaimAsync("github", "a", Token);
        await test.Queue.FailAsync(first!.Claim, new TaskFailure("it broke") { Retryable = true }, Token);

        // Both calls share one listener.
        while ((await NextAsync(watch))!.Status is not AgentTaskStatus.Scheduled)
        {
        }

        await test.MakeDueAsync(id, Token);
        await test.Administration.SweepAsync(Token);
        var second = await test.Queue.ClaimAsync("github", "a", Token);
        await test.Queue.CompleteAsync(second!.Claim, StateMap.Empty, Token);

        var ended = await wait.WaitAsync(Patience, Token);
        (ended.Status, ended.Attempt).Should().Be((AgentTaskStatus.Done, 2));
    }

    [Fact, Trait("Guarantee", "T35")]
    public async Task WaitForResultAsync_OfAScheduledTask_WaitsForTheFinalOutcome()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask() with { Delay = TimeSpan.FromHours(1) }, Token)).Id;
        var wait = test.Queue.WaitForResultAsync(id, Token);
        await Eventually.TrueAsync(() => test.Faults.Calls.Contains(Verb.Listen), Patience, Token);

        await test.Administration.CancelAsync(id, Token);

        (await wait.WaitAsync(Patience, Token)).Status.Should().Be(AgentTaskStatus.Cancelled);
    }

    [Fact, Trait("Guarantee", "T35")]
    public async Task WaitForResultAsync_OfAMissingOrDeletedTask_ThrowsNotFound()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        var none = () => test.Queue.WaitForResultAsync("none", Token);
        var wait = test.Queue.WaitForResultAsync(id, Token);
        await Eventually.TrueAsync(() => test.Faults.Calls.Contains(Verb.Listen), Patience, Token);
        await test.WriteRawAsync(Writes.Delete(test.NameOf(id)), Token);

        (await none.Should().ThrowAsync<StateNotFoundException>()).Which.Path.Should().Be("tasks/none");
        var deleted = () => wait.WaitAsync(Patience, Token);
        (await deleted.Should().ThrowAsync<StateNotFoundException>()).Which.Path.Should().Be($"tasks/{id}");
    }

    [Fact, Trait("Guarantee", "T35"), Trait("Guarantee", "P12")]
    public async Task WaitForResultAsync_Cancelled_LeavesTheTaskUnchanged()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        var before = await test.StoredAsync(id, Token);
        using var caller = new CancellationTokenSource();
        var wait = test.Queue.WaitForResultAsync(id, caller.Token);
        await Eventually.TrueAsync(() => test.Faults.Calls.Contains(Verb.Listen), Patience, Token);

        await caller.CancelAsync();

        var cancelled = () => wait.WaitAsync(Patience, Token);
        (await cancelled.Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(caller.Token);
        (await test.StoredAsync(id, Token)).Should().Be(before);
        (await test.Queue.ClaimAsync("github", "a", Token))!.Task.Id.Should().Be(id);
    }

    [Fact, Trait("Guarantee", "T35")]
    public async Task WaitForResultAsync_AfterBrokenStreams_StillReturns()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        test.Faults.Next(Verb.Listen, Fault.LoseReply, Fault.LoseRequest, null, Fault.LoseReply);
        var wait = test.Queue.WaitForResultAsync(id, Token);

        var claimed = await test.Queue.ClaimAsync("github", "a", Token);
        await test.Queue.CompleteAsync(claimed!.Claim, cancellationToken: Token);

        (await wait.WaitAsync(Patience, Token)).Status.Should().Be(AgentTaskStatus.Done);
    }

    // A listener that lags must not report an existing task as missing.
    [Fact, Trait("Guarantee", "T35")]
    public async Task WaitForResultAsync_WithALaggingListener_UsesItsOwnRead()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var behind = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var id = TaskIds.OfKey("github", Keyed().IdempotencyKey!);
        test.Faults.Next(Verb.Listen, null, Fault.Before(() => behind.Task.WaitAsync(Patience, Token)));
        await using var watch = test.Queue.WatchAsync(id, Token).GetAsyncEnumerator(Token);
        (await NextAsync(watch)).Should().BeNull();
        await test.Queue.EnqueueAsync(Keyed(), Token);

        var wait = test.Queue.WaitForResultAsync(id, Token);
        var claimed = await test.Queue.ClaimAsync("github", "a", Token);
        await test.Queue.CompleteAsync(claimed!.Claim, cancellationToken: Token);
        wait.IsCompleted.Should().BeFalse();
        behind.SetResult();

        (await wait.WaitAsync(Patience, Token)).Status.Should().Be(AgentTaskStatus.Done);
    }

    private static NewTask Keyed() => QueueUnderTest.NewTask() with { IdempotencyKey = "delivery-1" };

    private static async Task<T> NextAsync<T>(IAsyncEnumerator<T> watch)
    {
        (await watch.MoveNextAsync().AsTask().WaitAsync(Patience, Token)).Should().BeTrue("a watch ends only when its token is cancelled");
        return watch.Current;
    }
}
