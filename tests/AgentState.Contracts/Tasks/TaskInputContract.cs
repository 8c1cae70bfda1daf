using AgentState.TestKit;

namespace AgentState.Contracts;

/// <summary>A task that waits for input accepts one reply until its deadline and keeps its place in the order.</summary>
public abstract class TaskInputContract : Contract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "T33")]
    public async Task ReplyAsync_OfAWaitingTask_ResumesTheAttemptAtItsOldPlace()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(priority: 7), Token)).Id;
        var claimed = await test.Queue.ClaimAsync("github", "a", Token);
        await claimed!.WaitForInputAsync(cancellationToken: Token);
        var waiting = (await test.Queue.GetAsync(id, Token))!;
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(priority: 6), Token);

        var replied = await test.Administration.ReplyAsync(id, HeldCalls.Mine, Token);
        var second = () => test.Administration.ReplyAsync(id, StateMap.Empty, Token);

        (waiting.Status, waiting.LeaseExpiresAt, waiting.ClaimToken, waiting.RunAt, waiting.Attempt)
            .Should().Be((AgentTaskStatus.Waiting, null, null, null, 0));
        (replied.Status, replied.CreatedAt, replied.Priority).Should().Be((AgentTaskStatus.Pending, claimed.Task.CreatedAt, 7));
        (await second.Should().ThrowAsync<TaskStatusException>()).Which.Status.Should().Be(AgentTaskStatus.Pending);
        var again = await test.Queue.ClaimAsync("github", "b", Token);
        (again!.Task.Id, again.Task.Attempt, again.Task.Reply).Should().Be((id, 1, HeldCalls.Mine));
        await again.WaitForInputAsync(cancellationToken: Token);
        (await test.Queue.GetAsync(id, Token))!.Reply.Should().BeNull("the reply belongs to the previous question");
    }

    [Fact, Trait("Guarantee", "T33")]
    public async Task SweepAsync_AfterAnInputDeadline_FailsTheTask()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        var claimed = await test.Queue.ClaimAsync("github", "a", Token);
        await claimed!.WaitForInputAsync(TimeSpan.FromHours(2), Token);
        var waiting = (await test.Queue.GetAsync(id, Token))!;

        (waiting.RunAt!.Value - waiting.UpdatedAt).Should().BeCloseTo(TimeSpan.FromHours(2), TimeSpan.FromSeconds(10));
        (await test.Administration.SweepAsync(Token)).Should().Be(new TaskSweep());
        await test.MakeDueAsync(id, Token);
        (await test.Administration.SweepAsync(Token)).Should().Be(new TaskSweep { TimedOut = 1 });

        var failed = (await test.Queue.GetAsync(id, Token))!;
        (failed.Status, failed.Error, failed.RunAt).Should().Be((AgentTaskStatus.Failed, "input_timeout", null));
        var reply = () => test.Administration.ReplyAsync(id, HeldCalls.Mine, Token);
        (await reply.Should().ThrowAsync<TaskStatusException>()).Which.Status.Should().Be(AgentTaskStatus.Failed);
    }

    [Theory, Trait("Guarantee", "T33")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReplyAsync_ConcurrentWithTheDeadline_OnlyOneTakesEffect(bool replyFirst)
    {
        var engine = await CreateEngineAsync();
        var test = QueueUnderTest.Over(engine);
        var other = QueueUnderTest.Over(engine);
        var id = await WaitingAsync(test);
        await test.MakeDueAsync(id, Token);

        if (replyFirst)
        {
            other.Faults.Next(Verb.BatchWrite, Fault.Before(() => test.Administration.ReplyAsync(id, HeldCalls.Mine, Token)));
            (await other.Administration.SweepAsync(Token)).Should().Be(new TaskSweep());
            (await test.Queue.ClaimAsync("github", "a", Token))!.Task.Reply.Should().Be(HeldCalls.Mine);
        }
        else
        {
            test.Faults.Next(Verb.Commit, Fault.Before(() => other.Administration.SweepAsync(Token)));
            var reply = () => test.Administration.ReplyAsync(id, HeldCalls.Mine, Token);
            await reply.Should().ThrowAsync<TaskStatusException>();
            (await test.Queue.GetAsync(id, Token))!.Reply.Should().BeNull();
        }
    }

    [Fact, Trait("Guarantee", "T33")]
    public async Task ReplyAsync_ConcurrentWithAnotherReply_ThrowsTaskStatus()
    {
        var engine = await CreateEngineAsync();
        var test = QueueUnderTest.Over(engine);
        var other = QueueUnderTest.Over(engine);
        var id = await WaitingAsync(test);
        test.Faults.Next(Verb.Commit, Fault.Before(() => other.Administration.ReplyAsync(id, HeldCalls.Mine, Token)));

        // Equal content, but a second reply.
        var second = () => test.Administration.ReplyAsync(id, HeldCalls.Mine, Token);

        await second.Should().ThrowAsync<TaskStatusException>();
    }

    [Fact, Trait("Guarantee", "T33"), Trait("Guarantee", "T6")]
    public async Task ReplyAsync_WithALostReply_DoesNotAnswerTheNextQuestion()
    {
        var engine = await CreateEngineAsync();
        var test = QueueUnderTest.Over(engine);
        var agent = QueueUnderTest.Over(engine);
        var id = await WaitingAsync(test);
        test.Faults.Next(Verb.Commit, Fault.LoseReplyBehind(async () =>
        {
            var claimed = await agent.Queue.ClaimAsync("github", "a", Token);
            claimed!.Task.Reply.Should().Be(HeldCalls.Mine);
            await claimed.WaitForInputAsync(cancellationToken: Token);
        }));

        await test.Administration.ReplyAsync(id, HeldCalls.Mine, Token);

        (await test.Queue.GetAsync(id, Token))!
            .Should().Match<AgentTask>(task => task.Status == AgentTaskStatus.Waiting && task.Reply == null);
    }

    [Fact, Trait("Guarantee", "T33"), Trait("Guarantee", "T45")]
    public async Task ReplyAsync_LeavingNoRoomForACompletion_ThrowsAndTaskStillWaits()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var half = StateMap.FromDictionary(new Dictionary<string, object?> { ["text"] = new string('x', 600_000) });
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(payload: half), Token)).Id;
        await (await test.Queue.ClaimAsync("github", "a", Token))!.WaitForInputAsync(cancellationToken: Token);

        var reply = () => test.Administration.ReplyAsync(id, half, Token);

        (await reply.Should().ThrowAsync<StateLimitException>()).Which.Path.Should().Be("reply");
        (await test.Queue.GetAsync(id, Token))!.Status.Should().Be(AgentTaskStatus.Waiting);
    }

    private static async Task<string> WaitingAsync(QueueUnderTest test)
    {
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        await (await test.Queue.ClaimAsync("github", "a", Token))!.WaitForInputAsync(TimeSpan.FromHours(1), Token);
        return id;
    }
}
