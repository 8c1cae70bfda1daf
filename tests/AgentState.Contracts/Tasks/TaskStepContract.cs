using AgentState.TestKit;
using Google.Cloud.Firestore.V1;

namespace AgentState.Contracts;

/// <summary>Progress, checkpoints and usage are fenced, available to the next attempt, and counted once.</summary>
public abstract class TaskStepContract : Contract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, Trait("Guarantee", "T34")]
    [InlineData("retry")]
    [InlineData("release")]
    [InlineData("wait")]
    [InlineData("crash")]
    [InlineData("requeue")]
    public async Task NextAttempt_AfterEachOutcome_HasProgressCheckpointAndUsage(string then)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        var claimed = (await test.Queue.ClaimAsync("github", "a", Token))!;
        await claimed.ReportProgressAsync(Map("done", 1), Token);
        await claimed.SaveCheckpointAsync(Map("page", 2), Token);
        await claimed.AddUsageAsync(TaskUsage.Of("tokens", 10), Token);
        await claimed.SaveCheckpointAsync(Map("page", 3), Token);

        await GoOnAsync(test, then, claimed.Claim);
        var next = await test.Queue.ClaimAsync("github", "b", Token);

        (next!.Task.Id, next.Task.Progress, next.Task.Checkpoint).Should().Be((id, Map("done", 1), Map("page", 3)));
        await next.AddUsageAsync(TaskUsage.Of("tokens", 5).Plus(TaskUsage.Of("cost", 0.25)), Token);
        (await test.Queue.GetAsync(id, Token))!.Usage
            .Should().Be(TaskUsage.Of("tokens", 15).Plus(TaskUsage.Of("cost", 0.25)), "usage adds up over all attempts");
    }

    [Fact, Trait("Guarantee", "T42")]
    public async Task ProgressCheckpointAndUsage_PerCall_CostOneWriteAndNoRead()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var claimed = (await test.Queue.ClaimAsync("github", "a", Token))!;
        var before = test.Stack.Billed.Read();

        await claimed.ReportProgressAsync(Map("done", 1), Token);
        await claimed.RenewAsync(Token);
        await claimed.SaveCheckpointAsync(Map("page", 2), Token);
        await claimed.AddUsageAsync(TaskUsage.Of("tokens", 10), Token);
        await claimed.AddUsageAsync(TaskUsage.None, Token);
        await claimed.CompleteAsync(HeldCalls.Mine, Token);

        test.Stack.Billed.Read().Should().Be(before with { Writes = before.Writes + 5 });
    }

    [Fact, Trait("Guarantee", "T36")]
    public async Task AddUsageAsync_BesideUnknownEntries_KeepsThemAndStoresNumbers()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        await test.PatchRawAsync(
            id,
            new Dictionary<string, Value?> { ["usage"] = Values.Map(("odd.name `x`", Values.Of("kept")), ("calls", Values.Of(1))) },
            Token);
        var claimed = (await test.Queue.ClaimAsync("github", "a", Token))!;

        await claimed.AddUsageAsync(TaskUsage.Of("input tokens", 1200).Plus(TaskUsage.Of("cost", 0.5)), Token);
        await claimed.AddUsageAsync(TaskUsage.Of("calls", 2), Token);

        var stored = (await test.StoredAsync(id, Token)).Fields["usage"].MapValue;
        stored.Should().Be(Values.Map(
            ("odd.name `x`", Values.Of("kept")),
            ("calls", Values.Of(3)),
            ("input tokens", Values.Of(1200)),
            ("cost", new Value { DoubleValue = 0.5 })).MapValue);
    }

    [Fact, Trait("Guarantee", "T36")]
    public async Task ListAsync_ByAgentOrType_ReturnsUsageToSum()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        for (var i = 1; i <= 4; i++)
        {
            await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(i % 2 == 0 ? "github" : "data"), Token);
            var claimed = await test.Queue.ClaimAsync(i % 2 == 0 ? "github" : "data", i < 3 ? "a" : "b", Token);
            await claimed!.AddUsageAsync(TaskUsage.Of("tokens", i), Token);
            await claimed.CompleteAsync(cancellationToken: Token);
        }

        (await SumAsync(TaskFilter.ByAssignee("a", AgentTaskStatus.Done))).Should().Be(TaskUsage.Of("tokens", 3));
        (await SumAsync(TaskFilter.ByType("github", AgentTaskStatus.Done))).Should().Be(TaskUsage.Of("tokens", 6));

        async Task<TaskUsage> SumAsync(TaskFilter filter) =>
            (await test.Queue.ListAsync(filter, cancellationToken: Token))
                .Items.Aggregate(TaskUsage.None, (sum, task) => sum.Plus(task.Usage));
    }

    [Fact, Trait("Guarantee", "T36"), Trait("Guarantee", "T6")]
    public async Task AddUsageAsync_ConcurrentWithLostReplies_AddsEachOnce()
    {
        const int Additions = 24;
        var engine = await CreateEngineAsync();
        var test = QueueUnderTest.Over(engine, attempts: 20);
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        var claim = (await test.Queue.ClaimAsync("github", "a", Token))!.Claim;
        var lost = 0;
        test.Faults.Otherwise = verb => verb is Verb.Commit && Interlocked.Increment(ref lost) % 3 == 0 ? Fault.LoseReply : null;

        // Four calls at a time, all with the first version of the claim.
        for (var round = 0; round < Additions / 4; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
                () => test.Queue.Attach(claim).AddUsageAsync(TaskUsage.Of("tokens", 1), Token), Token)));
        }

        (await test.Queue.GetAsync(id, Token))!.Usage.Should().Be(TaskUsage.Of("tokens", Additions));
    }

    [Fact, Trait("Guarantee", "T36"), Trait("Guarantee", "T6")]
    public async Task AddUsageAsync_WithALostReplyAndAnEqualAddition_AddsEachOnce()
    {
        var engine = await CreateEngineAsync();
        var test = QueueUnderTest.Over(engine);
        var other = QueueUnderTest.Over(engine);
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        var claimed = (await test.Queue.ClaimAsync("github", "a", Token))!;
        var elsewhere = other.Queue.Attach(claimed.Claim with { Version = null });
        test.Faults.Next(Verb.Commit, Fault.LoseReplyBehind(() => elsewhere.AddUsageAsync(TaskUsage.Of("tokens", 5), Token)));

        await claimed.AddUsageAsync(TaskUsage.Of("tokens", 5), Token);

        (await test.Queue.GetAsync(id, Token))!.Usage.Should().Be(TaskUsage.Of("tokens", 10));
        await claimed.CompleteAsync(cancellationToken: Token);
    }

    [Fact, Trait("Guarantee", "T2"), Trait("Guarantee", "T36")]
    public async Task AddUsageAsync_FoundAfterAnotherClaim_DoesNotRestoreTheClaim()
    {
        var engine = await CreateEngineAsync();
        var test = QueueUnderTest.Over(engine);
        var other = QueueUnderTest.Over(engine);
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        var claimed = (await test.Queue.ClaimAsync("github", "a", Token))!;
        test.Faults.Next(Verb.Commit, Fault.LoseReplyBehind(async () =>
        {
            await other.LoseLeaseAsync(id, Token);
            (await other.Queue.ClaimAsync("github", "b", Token)).Should().NotBeNull();
        }));

        await claimed.AddUsageAsync(TaskUsage.Of("tokens", 5), Token);
        var before = await test.StoredAsync(id, Token);
        var complete = () => test.Queue.CompleteAsync(
            System.Text.Json.JsonSerializer.Deserialize<TaskClaim>(System.Text.Json.JsonSerializer.Serialize(claimed.Claim))!,
            cancellationToken: Token);

        await complete.Should().ThrowAsync<LeaseLostException>();
        (await test.StoredAsync(id, Token)).Should().Be(before);
    }

    [Theory, Trait("Guarantee", "T45")]
    [InlineData("progress")]
    [InlineData("checkpoint")]
    public async Task ProgressOrCheckpoint_LeavingNoRoomForACompletion_ThrowsStateLimit(string field)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var half = StateMap.FromDictionary(new Dictionary<string, object?> { ["text"] = new string('x', 600_000) });
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(payload: half), Token)).Id;
        var claim = (await test.Queue.ClaimAsync("github", "a", Token))!.Claim;

        var save = () => field == "progress"
            ? test.Queue.Attach(claim).ReportProgressAsync(half, Token)
            : test.Queue.Attach(claim).SaveCheckpointAsync(half, Token);

        (await save.Should().ThrowAsync<StateLimitException>()).Which.Path.Should().Be(field);
        await test.Queue.FailAsync(claim, new TaskFailure(new string('e', 20_000)), Token);
        (await test.Queue.GetAsync(id, Token))!.Status.Should().Be(AgentTaskStatus.Failed);
    }

    [Fact, Trait("Guarantee", "T45")]
    public async Task LargestCheckpoint_BeforeManyAttempts_LeavesRoomForEachOutcome()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var agent = new string('a', 1500);
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var claimed = (await test.Queue.ClaimAsync("github", agent, Token))!;
        var largest = await LargestAsync(claimed);
        var id = claimed.Task.Id;
        for (var attempt = 0; attempt < 8; attempt++)
        {
            await test.RunOutAsync(id, Token);
            await test.Administration.SweepAsync(Token);
            await test.PatchRawAsync(
                id, new Dictionary<string, Value?> { ["attempt"] = Values.Of(0), ["status"] = Values.Of("pending") }, Token);
            largest = (await test.Queue.ClaimAsync("github", agent, Token))!.Claim;
            await test.Queue.Attach(largest).AddUsageAsync(TaskUsage.None, Token);
            await test.Queue.FailAsync(largest, new TaskFailure(new string('e', 20_000)) { Retryable = true }, Token);
            await test.Administration.CancelAsync(id, Token);
            await test.Administration.RequeueAsync(id, Token);
            largest = (await test.Queue.ClaimAsync("github", agent, Token))!.Claim;
        }

        await test.Queue.FailAsync(largest, new TaskFailure(new string('e', 20_000)), Token);

        var task = (await test.Queue.GetAsync(id, Token))!;
        (task.Status, task.Errors.Count).Should().Be((AgentTaskStatus.Failed, 5));
        task.Error!.Length.Should().BeGreaterThan(8000, "the error was not shortened to make it fit");

        // A binary search, to the byte.
        async Task<TaskClaim> LargestAsync(ClaimedTask held)
        {
            var (fits, tooLarge) = (0, ValueRules.MaxDocumentBytes);
            while (tooLarge - fits > 1)
            {
                var size = (fits + tooLarge) / 2;
                var text = StateMap.FromDictionary(
                    new Dictionary<string, object?> { ["a"] = new string('x', size / 2), ["b"] = new string('x', size - (size / 2)) });
                try
                {
                    await held.SaveCheckpointAsync(text, Token);
                    fits = size;
                }
                catch (StateLimitException)
                {
                    tooLarge = size;
                }
            }

            fits.Should().BeGreaterThan(1_000_000);
            return held.Claim;
        }
    }

    private static async Task GoOnAsync(QueueUnderTest test, string then, TaskClaim claim)
    {
        switch (then)
        {
            case "crash":
                await test.LoseLeaseAsync(claim.TaskId, Token);
                break;
            case "requeue":
                await test.Queue.FailAsync(claim, new TaskFailure("broke"), Token);
                await test.Administration.RequeueAsync(claim.TaskId, Token);
                break;
            case "wait":
                await test.Queue.Attach(claim).WaitForInputAsync(cancellationToken: Token);
                await test.Administration.ReplyAsync(claim.TaskId, StateMap.Empty, Token);
                break;
            default:
                await HeldCalls.MakeAsync(test, then, claim, Token);
                await test.MakeDueAsync(claim.TaskId, Token);
                await test.Administration.SweepAsync(Token);
                break;
        }
    }

    private static StateMap Map(string key, long value) => StateMap.FromDictionary(new Dictionary<string, object?> { [key] = value });
}
