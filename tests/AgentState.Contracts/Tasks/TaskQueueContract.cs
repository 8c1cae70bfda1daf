using AgentState.TestKit;

namespace AgentState.Contracts;

/// <summary>The basic calls: enqueue, get, claim, complete, fail.</summary>
public abstract class TaskQueueContract : Contract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EnqueueAsync_ThenGetAsync_ReturnsTheStoredTask()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());

        var enqueued = await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(priority: 9), Token);

        enqueued.Status.Should().Be(AgentTaskStatus.Pending);
        enqueued.Priority.Should().Be(9);
        enqueued.CreatedBy.Should().Be("telegram-agent");
        enqueued.CreatedAt.Should().Be(enqueued.UpdatedAt).And.NotBe(default);
        (await test.Queue.GetAsync(enqueued.Id, Token)).Should().Be(enqueued);
    }

    [Fact]
    public async Task GetAsync_OfAMissingTask_ReturnsNull()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());

        var task = await test.Queue.GetAsync("nothing", Token);

        task.Should().BeNull();
    }

    [Fact]
    public async Task ClaimAsync_WithoutTasks_ReturnsNull()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(type: "data"), Token);

        var claimed = await test.Queue.ClaimAsync("github", "a1", Token);

        claimed.Should().BeNull();
    }

    [Fact, Trait("Guarantee", "P13")]
    public async Task TaskType_OfTheMaximumLength_IsClaimedAndOneByteMoreThrows()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var task = await test.Queue.EnqueueAsync(QueueUnderTest.NewTask() with { Type = new string('t', 1_499) }, Token);
        var calls = test.Faults.Calls.Count;

        await test.Queue.Awaiting(queue => queue.EnqueueAsync(QueueUnderTest.NewTask() with { Type = new string('t', 1_500) }, Token))
            .Should().ThrowAsync<ArgumentException>();

        test.Faults.Calls.Should().HaveCount(calls);
        (await test.Queue.ClaimAsync(task.Type, "a", Token))!.Task.Id.Should().Be(task.Id);
        (await test.Queue.CountAsync(TaskFilter.ByType(task.Type, AgentTaskStatus.Processing), Token)).Should().Be(1);
    }

    [Fact]
    public async Task ClaimAsync_OfAPendingTask_StoresTheAgentAndTheLease()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync(), new TaskOptions { LeaseDuration = TimeSpan.FromMinutes(3) });
        var enqueued = await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);

        var claimed = await test.Queue.ClaimAsync("github", "a1", Token);

        claimed.Should().NotBeNull();
        claimed!.Task.Should().Be(await test.Queue.GetAsync(enqueued.Id, Token));
        claimed.Task.Status.Should().Be(AgentTaskStatus.Processing);
        claimed.Task.AssignedTo.Should().Be("a1");
        claimed.Task.Attempt.Should().Be(1);
        claimed.Task.Payload.Should().Be(enqueued.Payload);
        claimed.Task.LeaseExpiresAt.Should().BeCloseTo(claimed.Task.UpdatedAt.AddMinutes(3), TimeSpan.FromSeconds(5));
        (await test.Queue.ClaimAsync("github", "a2", Token)).Should().BeNull();
    }

    [Fact]
    public async Task CompleteAsync_OfAClaim_StoresTheResultAndRemovesTheLease()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var claimed = await test.Queue.ClaimAsync("github", "a1", Token);
        var result = StateMap.FromDictionary(new Dictionary<string, object?> { ["closed"] = true });

        await test.Queue.CompleteAsync(claimed!.Claim, result, Token);

        var task = await test.Queue.GetAsync(claimed.Task.Id, Token);
        task!.Status.Should().Be(AgentTaskStatus.Done);
        task.Result.Should().Be(result);
        task.LeaseExpiresAt.Should().BeNull();
        task.ClaimToken.Should().BeNull();
    }

    [Fact]
    public async Task FailAsync_OfAClaim_StoresTheErrorAndRemovesTheLease()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var claimed = await test.Queue.ClaimAsync("github", "a1", Token);

        await test.Queue.FailAsync(claimed!.Claim, new TaskFailure("no such repository"), Token);

        var task = await test.Queue.GetAsync(claimed.Task.Id, Token);
        task!.Status.Should().Be(AgentTaskStatus.Failed);
        task.Error.Should().Be("no such repository");
        task.LeaseExpiresAt.Should().BeNull();
        (await test.Queue.ClaimAsync("github", "a1", Token)).Should().BeNull();
    }

    [Fact, Trait("Guarantee", "L10")]
    public async Task FailAsync_WithASecretInTheMessage_StoresItWithoutTheSecret()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var claimed = await test.Queue.ClaimAsync("github", "a", Token);

        // Long enough that truncation would cut the secret in two.
        var message = new string('.', (8 * 1024) - 16);
        await test.Queue.FailAsync(claimed!.Claim, new TaskFailure($"{message} postgres://octo:hunter2@db"), Token);

        var task = await test.Queue.GetAsync(claimed.Task.Id, Token);
        task!.Error.Should().StartWith(message).And.NotContain("hunter").And.NotContain("octo");
        task.Errors.Should().ContainSingle().Which.Message.Should().NotContain("hunter");
    }

    [Fact]
    public async Task FailAsync_AfterACancelRequest_StoresCancelled()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var claimed = await test.Queue.ClaimAsync("github", "a1", Token);
        await test.PatchRawAsync(
            claimed!.Task.Id,
            new Dictionary<string, Google.Cloud.Firestore.V1.Value?> { ["cancelRequestedAt"] = Values.Of(claimed.Task.UpdatedAt) },
            Token);

        await test.Queue.FailAsync(claimed.Claim, new TaskFailure("stopped"), Token);

        (await test.Queue.GetAsync(claimed.Task.Id, Token))!.Status.Should().Be(AgentTaskStatus.Cancelled);
    }

    [Fact]
    public async Task CompleteAsync_OfADeletedTask_ThrowsNotFound()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var claimed = await test.Queue.ClaimAsync("github", "a1", Token);
        await test.WriteRawAsync(new Google.Cloud.Firestore.V1.Write { Delete = test.NameOf(claimed!.Task.Id) }, Token);

        var complete = () => test.Queue.CompleteAsync(claimed.Claim, cancellationToken: Token);

        (await complete.Should().ThrowAsync<StateNotFoundException>()).Which.Path.Should().Be("tasks/" + claimed.Task.Id);
        (await test.AllStoredAsync(Token)).Should().BeEmpty();
    }

    [Fact]
    public async Task CompleteAsync_WithASerializedClaim_CompletesInOneCall()
    {
        var engine = await CreateEngineAsync();
        var test = QueueUnderTest.Over(engine);
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var claimed = await test.Queue.ClaimAsync("github", "a1", Token);
        var json = System.Text.Json.JsonSerializer.Serialize(claimed!.Claim);
        var other = QueueUnderTest.Over(engine);

        var claim = System.Text.Json.JsonSerializer.Deserialize<TaskClaim>(json)!;
        await other.Queue.CompleteAsync(claim, cancellationToken: Token);

        claim.Should().Be(claimed.Claim);
        other.Faults.Calls.Should().Equal(Verb.Commit);
        (await test.Queue.GetAsync(claim.TaskId, Token))!.Status.Should().Be(AgentTaskStatus.Done);
    }

    [Fact]
    public async Task CompleteAsync_WithAClaimWithoutVersion_ReadsFirst()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var claimed = await test.Queue.ClaimAsync("github", "a1", Token);

        await test.Queue.CompleteAsync(claimed!.Claim with { Version = null }, cancellationToken: Token);

        test.Faults.Calls.TakeLast(2).Should().Equal(Verb.Get, Verb.Commit);
        (await test.Queue.GetAsync(claimed.Task.Id, Token))!.Status.Should().Be(AgentTaskStatus.Done);
    }
}
