using AgentState.Contracts;

namespace AgentState.Tests;

/// <summary>The queue refuses invalid tasks, ids and filters before it sends a request.</summary>
public sealed class TaskArgumentTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string?> BadIds => [(string?)null, "", ".", "..", "a/b", "__x__", new string('x', 1501), "\ud800", "a\u0000b"];

    public static TheoryData<string?> BadNames => [(string?)null, "", new string('ä', 751), "\udc00", "tab\there"];

    [Theory, Trait("Guarantee", "P13")]
    [MemberData(nameof(BadIds))]
    public async Task TaskQueue_WithAnInvalidId_ThrowsArgumentException(string? id)
    {
        var test = QueueUnderTest.Over(await Embedded.CreateAsync());
        var claim = new TaskClaim { TaskId = "t", AgentId = "a", Token = "x" };

        await RefusedAsync(() => test.Queue.GetAsync(id!, Token), test, "taskId");
        await RefusedAsync(() => test.Queue.ClaimAsync("github", id!, Token), test, "agentId");
        await RefusedAsync(() => test.Queue.EnqueueAsync(QueueUnderTest.NewTask() with { CreatedBy = id! }, Token), test, "task.CreatedBy");
        await RefusedAsync(() => test.Queue.CompleteAsync(claim with { TaskId = id! }, cancellationToken: Token), test, "claim.TaskId");
        await RefusedAsync(() => test.Queue.FailAsync(claim with { AgentId = id! }, new TaskFailure("x"), Token), test, "claim.AgentId");
    }

    [Theory, Trait("Guarantee", "P13")]
    [MemberData(nameof(BadNames))]
    public async Task TaskQueue_WithAnInvalidName_ThrowsArgumentException(string? name)
    {
        var test = QueueUnderTest.Over(await Embedded.CreateAsync());

        await RefusedAsync(() => test.Queue.ClaimAsync(name!, "a", Token), test, "type");
        await RefusedAsync(() => test.Queue.EnqueueAsync(QueueUnderTest.NewTask() with { Type = name! }, Token), test, "task.Type");
        await RefusedAsync(() => Task.FromResult(TaskFilter.ByType(name!, AgentTaskStatus.Done)), test, "type");
        await RefusedAsync(() => Task.FromResult(TaskFilter.ByCreator(name!)), test, "agentId");
        await RefusedAsync(() => Task.FromResult(TaskFilter.ByUser(name!)), test, "userId");
        await RefusedAsync(() => Task.FromResult(TaskFilter.ByAssignee(name!, AgentTaskStatus.Done)), test, "agentId");
    }

    [Theory, Trait("Guarantee", "P13")]
    [InlineData(0)]
    [InlineData(11)]
    [InlineData(-5)]
    public async Task EnqueueAsync_PriorityOutOfRange_ThrowsArgumentException(int priority)
    {
        var test = QueueUnderTest.Over(await Embedded.CreateAsync());

        await RefusedAsync(() => test.Queue.EnqueueAsync(QueueUnderTest.NewTask() with { Priority = priority }, Token), test, "task");
    }

    [Fact, Trait("Guarantee", "P13")]
    public async Task TaskQueue_WithNullOrInvalidArguments_ThrowsArgumentException()
    {
        var test = QueueUnderTest.Over(await Embedded.CreateAsync());
        var claim = new TaskClaim { TaskId = "t", AgentId = "a", Token = "x" };

        await RefusedAsync(() => test.Queue.EnqueueAsync(null!, Token), test, "task");
        await RefusedAsync(() => test.Queue.EnqueueAsync(QueueUnderTest.NewTask() with { Payload = null! }, Token), test, "task.Payload");
        await RefusedAsync(() => test.Queue.EnqueueAsync(QueueUnderTest.NewTask() with { MaxAttempts = 0 }, Token), test, "task");
        await RefusedAsync(() => test.Queue.CompleteAsync(null!, cancellationToken: Token), test, "claim");
        await RefusedAsync(() => test.Queue.CompleteAsync(claim with { Token = "" }, cancellationToken: Token), test, "claim.Token");
        await RefusedAsync(() => test.Queue.FailAsync(claim, null!, Token), test, "failure");
        await RefusedAsync(() => Task.FromResult(new TaskFailure(" ")), test, "message");
        await RefusedAsync(() => Task.FromResult(TaskFilter.ByStatus(AgentTaskStatus.Unknown)), test, "status");
        await RefusedAsync(() => Task.FromResult(TaskFilter.ByStatus((AgentTaskStatus)99)), test, "status");
    }

    [Fact, Trait("Guarantee", "P12")]
    public async Task TaskQueue_WithACancelledToken_SendsNothing()
    {
        var test = QueueUnderTest.Over(await Embedded.CreateAsync());
        var cancelled = new CancellationToken(canceled: true);

        Func<Task>[] calls =
        [
            () => test.Queue.GetAsync("t", cancelled),
            () => test.Queue.ClaimAsync("github", "a", cancelled),
            () => test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), cancelled),
            () => test.Queue.ListAsync(TaskFilter.ByStatus(AgentTaskStatus.Done), cancellationToken: cancelled),
            () => test.Queue.CountAsync(TaskFilter.ByStatus(AgentTaskStatus.Done), cancelled),
        ];

        foreach (var call in calls)
        {
            (await call.Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(cancelled);
        }

        test.Stack.Billed.Read().Should().Be(new BilledOperations { Reads = 0, Writes = 0, Deletes = 0 });
    }

    private static async Task RefusedAsync(Func<Task> call, QueueUnderTest test, string argument)
    {
        (await call.Should().ThrowAsync<ArgumentException>()).Which.ParamName.Should().Be(argument);
        test.Faults.Calls.Should().BeEmpty();
    }
}
