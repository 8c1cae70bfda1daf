using System.Collections.Concurrent;
using AgentState.TestKit;
using Google.Cloud.Firestore.V1;

namespace AgentState.Contracts;

/// <summary>One call claims, completes or fails several tasks; each task has its own outcome.</summary>
public abstract class TaskManyContract : Contract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "T30"), Trait("Guarantee", "T23"), Trait("Guarantee", "T42")]
    public async Task ClaimManyAsync_OfThree_ClaimsTheFirstInTwoCalls()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        int[] priorities = [3, 9, 5, 9, 1];
        var ids = (await test.Queue.EnqueueManyAsync([.. priorities.Select(priority => QueueUnderTest.NewTask(priority: priority))], Token))
            .Select(outcome => outcome.TaskId).ToList();
        var before = test.Stack.Billed.Read();
        var calls = test.Faults.Calls.Count;

        var claimed = await test.Queue.ClaimManyAsync("github", "a", 3, Token);

        claimed.Select(task => task.Task.Id).Should().Equal(ids[1], ids[3], ids[2]);
        claimed.Should().OnlyContain(
            task => task.Task.Status == AgentTaskStatus.Processing && task.Task.Attempt == 1 && task.Task.AssignedTo == "a");
        test.Faults.Calls.Skip(calls).Should().Equal(Verb.Query, Verb.BatchWrite);
        (test.Stack.Billed.Read().Reads - before.Reads, test.Stack.Billed.Read().Writes - before.Writes).Should().Be((3L, 3L));
        (await test.Queue.ClaimManyAsync("github", "a", 500, Token)).Should().HaveCount(2, "there are no more");
        (await test.Queue.ClaimManyAsync("github", "a", 500, Token)).Should().BeEmpty();
    }

    // One call takes 500 writes. If the first claims were dropped, no worker would run these tasks until their leases expire.
    [Fact, Trait("Guarantee", "T30"), Trait("Guarantee", "T47")]
    public async Task RunAsync_WhenTheSecondCallIsRefused_ReturnsTheFirstClaims()
    {
        const int More = 3;
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Queue.EnqueueManyAsync([.. Enumerable.Range(0, 500).Select(_ => QueueUnderTest.NewTask())], Token);
        await test.Queue.EnqueueManyAsync([.. Enumerable.Range(0, More).Select(_ => QueueUnderTest.NewTask())], Token);
        var claimBatch = test.Claims.Batch;
        var (found, _) = await claimBatch.FindAsync("github", "a", new ClaimProbe(500 + More), Token);
        test.Faults.Next(Verb.BatchWrite, null, Fault.Before(() => throw new StatePermissionException("Writes are denied.")));

        var result = await claimBatch.RunAsync([], found, Token);

        result.Won.Should().HaveCount(500);
        result.Claims.Where(claim => claim.Error is StatePermissionException).Should().HaveCount(More);
    }

    [Theory, Trait("Guarantee", "T1"), Trait("Guarantee", "T30")]
    [InlineData(4, 16)]
    [InlineData(8, 1)]
    public async Task ClaimManyAsync_ByConcurrentClaimers_ClaimsEachTaskOnce(int claimers, int count)
    {
        var engine = await CreateEngineAsync();
        var ids = (await QueueUnderTest.Over(engine).Queue.EnqueueManyAsync(
            [.. Enumerable.Range(0, 120).Select(_ => QueueUnderTest.NewTask())], Token))
            .Select(outcome => outcome.TaskId).ToList();
        var claimed = new ConcurrentBag<ClaimedTask>();

        await Task.WhenAll(Enumerable.Range(0, claimers).Select(i => Task.Run(async () =>
        {
            var process = QueueUnderTest.Over(engine);
            while (await process.Queue.ClaimManyAsync("github", $"a{i}", count, Token) is { Count: > 0 } tasks)
            {
                foreach (var task in tasks)
                {
                    claimed.Add(task);
                }
            }
        })));

        claimed.Select(task => task.Task.Id)
            .Should().BeEquivalentTo(ids, "each task is claimed once, and an empty result means that no task is left");
        claimed.Should().OnlyContain(task => task.Task.Attempt == 1);
    }

    [Fact, Trait("Guarantee", "T7"), Trait("Guarantee", "T30")]
    public async Task ClaimManyAsync_WithALostReply_ReturnsOnlyTasksStillClaimed()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var ids = (await test.Queue.EnqueueManyAsync([.. Enumerable.Range(0, 3).Select(_ => QueueUnderTest.NewTask())], Token))
            .Select(outcome => outcome.TaskId!).ToList();
        test.Faults.Next(Verb.BatchWrite, Fault.LoseReplyBehind(() => test.ClaimAsForeignerAsync(ids[2], "other-client", Token)));

        var claimed = await test.Queue.ClaimManyAsync("github", "a", 3, Token);

        claimed.Select(task => task.Task.Id).Should().Equal([ids[0], ids[1]], "another client has claimed the third task");
        claimed.Should().OnlyContain(task => task.Task.Attempt == 1);
        (await test.Queue.CompleteManyAsync([.. claimed.Select(task => new TaskCompletion(task.Claim))], Token))
            .Should().OnlyContain(outcome => outcome.IsEnded);
    }

    [Fact, Trait("Guarantee", "T47")]
    public async Task ClaimManyAsync_CancelledWhileSending_ReleasesUncounted()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Queue.EnqueueManyAsync([QueueUnderTest.NewTask(), QueueUnderTest.NewTask()], Token);
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Token);
        test.Faults.Next(Verb.BatchWrite, Fault.Before(caller.CancelAsync));

        var claim = () => test.Queue.ClaimManyAsync("github", "a", 2, caller.Token);

        (await claim.Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(caller.Token);
        (await test.AllStoredAsync(Token)).Should().HaveCount(2).And.OnlyContain(
            document => document.Fields["status"].StringValue == "pending" && document.Fields["attempt"].IntegerValue == 0);
    }

    [Fact, Trait("Guarantee", "T20")]
    public async Task ClaimManyAsync_BehindUnreadableTasks_SkipsThem()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        for (var i = 0; i < 5; i++)
        {
            var malformed = await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(priority: 9), Token);
            await test.PatchRawAsync(
                malformed.Id, new Dictionary<string, Google.Cloud.Firestore.V1.Value?> { ["payload"] = Values.Of("no map") }, Token);
        }

        var good = await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(priority: 1), Token);

        (await test.Queue.ClaimManyAsync("github", "a", 2, Token)).Should().ContainSingle().Which.Task.Id.Should().Be(good.Id);
    }

    [Fact, Trait("Guarantee", "T30"), Trait("Guarantee", "T2")]
    public async Task CompleteManyAsync_WithALostClaim_ReportsLeaseLostForItAlone()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Queue.EnqueueManyAsync([.. Enumerable.Range(0, 3).Select(_ => QueueUnderTest.NewTask())], Token);
        var claimed = await test.Queue.ClaimManyAsync("github", "a", 3, Token);
        await test.ExpireLeaseAsync(claimed[1].Task.Id, Token);
        var successor = await test.Queue.ClaimAsync("github", "b", Token);
        var calls = test.Faults.Calls.Count;

        var outcomes = await test.Queue.CompleteManyAsync([.. claimed.Select(task => new TaskCompletion(task.Claim, Result(1)))], Token);

        outcomes.Select(outcome => outcome.Error?.GetType()).Should().Equal(null, typeof(LeaseLostException), null);
        outcomes.Select(outcome => outcome.Claim).Should().Equal(claimed.Select(task => task.Claim));
        test.Faults.Calls.Skip(calls).Should().Equal([Verb.BatchWrite, Verb.Get], "only the unclear outcome is read");
        (await test.Queue.GetAsync(claimed[0].Task.Id, Token))!.Result!.ToDictionary()["n"].Should().Be(1L);
        (await test.Queue.GetAsync(claimed[1].Task.Id, Token))!.Version.Should().Be(successor!.Task.Version);
        await test.Counters.FlushAsync(Token);
    }

    [Theory, Trait("Guarantee", "T6"), Trait("Guarantee", "T30")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CompletionsOrFailures_WithALostReply_AreRecognisedNowAndLater(bool complete)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Queue.EnqueueManyAsync([QueueUnderTest.NewTask(), QueueUnderTest.NewTask()], Token);
        var claimed = await test.Queue.ClaimManyAsync("github", "a", 2, Token);
        test.Faults.Next(Verb.BatchWrite, Fault.LoseReply);

        (await EndAsync()).Should().OnlyContain(outcome => outcome.IsEnded);
        var ended = await test.AllStoredAsync(Token);
        (await EndAsync()).Should().OnlyContain(outcome => outcome.IsEnded);

        (await test.AllStoredAsync(Token)).Should().BeEquivalentTo(ended, "the second call writes nothing");
        ended.Should().OnlyContain(document => document.Fields["status"].StringValue == (complete ? "done" : "failed"));

        Task<IReadOnlyList<CompletionOutcome>> EndAsync() => complete
            ? test.Queue.CompleteManyAsync([.. claimed.Select(task => new TaskCompletion(task.Claim, Result(1)))], Token)
            : test.Queue.FailManyAsync([.. claimed.Select(task => new FailedTask(task.Claim, new TaskFailure("no")))], Token);
    }

    [Fact, Trait("Guarantee", "T13"), Trait("Guarantee", "T30")]
    public async Task AgentStats_AfterRepeatedCompletions_CountEachOnce()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Agents.RegisterAsync(new AgentRegistration { Id = "a", Type = "github" }, Token);
        await test.Queue.EnqueueManyAsync([.. Enumerable.Range(0, 5).Select(_ => QueueUnderTest.NewTask())], Token);
        var claimed = await test.Queue.ClaimManyAsync("github", "a", 5, Token);
        test.Faults.Next(Verb.BatchWrite, Fault.LoseReply);

        await test.Queue.CompleteManyAsync([.. claimed.Take(3).Select(task => new TaskCompletion(task.Claim))], Token);
        await test.Queue.FailManyAsync([.. claimed.Skip(3).Select(task => new FailedTask(task.Claim, new TaskFailure("no")))], Token);
        await test.Queue.CompleteManyAsync([.. claimed.Take(3).Select(task => new TaskCompletion(task.Claim))], Token);
        await test.Counters.FlushAsync(Token);

        (await test.Agents.GetAsync("a", Token))!.Stats.Should().Be(new AgentStats { TasksCompleted = 3, Errors = 2 });
    }

    [Fact, Trait("Guarantee", "T45"), Trait("Guarantee", "T30")]
    public async Task CompleteManyAsync_WithATooLargeResult_FailsThatTaskAlone()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var half = StateMap.FromDictionary(new Dictionary<string, object?> { ["text"] = new string('x', 600_000) });
        await test.Queue.EnqueueManyAsync(
            [QueueUnderTest.NewTask(), QueueUnderTest.NewTask(payload: half), QueueUnderTest.NewTask()], Token);
        var claimed = await test.Queue.ClaimManyAsync("github", "a", 3, Token);
        var whole = StateMap.FromDictionary(new Dictionary<string, object?> { ["one"] = new byte[600_000], ["two"] = new byte[600_000] });

        // The second result does not fit beside its payload; the third does not fit in any document.
        var outcomes = await test.Queue.CompleteManyAsync(
            [
                new TaskCompletion(claimed[0].Claim, Result(1)),
                new TaskCompletion(claimed[1].Claim, half),
                new TaskCompletion(claimed[2].Claim, whole),
            ],
            Token);

        outcomes.Select(outcome => outcome.Error is AgentStateException).Should().Equal(false, true, true);
        var stored = await Task.WhenAll(claimed.Select(task => test.Queue.GetAsync(task.Task.Id, Token)));
        stored.Select(task => task!.Status).Should().Equal(AgentTaskStatus.Done, AgentTaskStatus.Failed, AgentTaskStatus.Failed);
        stored.Skip(1).Should().OnlyContain(task => task!.Error == "result_too_large");
    }

    [Fact, Trait("Guarantee", "T30"), Trait("Guarantee", "T45")]
    public async Task CompleteManyAsync_OfAFullDocument_ReportsStateLimitForItAlone()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Queue.EnqueueManyAsync([.. Enumerable.Repeat(QueueUnderTest.NewTask(), 3)], Token);
        var claimed = await test.Queue.ClaimManyAsync("github", "a", 3, Token);
        await test.FillAsync(claimed[1].Task.Id, Token);

        var result = StateMap.FromDictionary(new Dictionary<string, object?> { ["text"] = new string('x', 20_000) });
        var outcomes = await test.Queue.CompleteManyAsync([.. claimed.Select(task => new TaskCompletion(task.Claim, result))], Token);

        outcomes.Select(outcome => outcome.Error?.GetType()).Should().Equal(null, typeof(StateLimitException), null);
        (await test.Queue.GetAsync(claimed[2].Task.Id, Token))!.Status.Should().Be(AgentTaskStatus.Done);
    }

    [Fact, Trait("Guarantee", "T30")]
    public async Task FailManyAsync_OfAFullDocument_BehavesLikeFailAsync()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Queue.EnqueueManyAsync([.. Enumerable.Repeat(QueueUnderTest.NewTask(), 2)], Token);
        var claimed = await test.Queue.ClaimManyAsync("github", "a", 2, Token);
        foreach (var task in claimed)
        {
            await test.FillAsync(task.Task.Id, Token);
        }

        var failure = new TaskFailure(new string('x', 900));
        Exception? alone = null;
        try
        {
            await test.Queue.FailAsync(claimed[0].Claim, failure, Token);
        }
        catch (AgentStateException error)
        {
            alone = error;
        }

        var outcomes = await test.Queue.FailManyAsync([new FailedTask(claimed[1].Claim, failure)], Token);

        outcomes.Should().ContainSingle();
        (outcomes[0].Error?.GetType()).Should().Be(alone?.GetType());
        var stored = await Task.WhenAll(claimed.Select(task => test.StoredAsync(task.Task.Id, Token)));
        stored[1].Fields["status"].Should().Be(stored[0].Fields["status"]);
    }

    // The returned content is that of the claim, not that of the malformed document.
    [Theory, Trait("Guarantee", "T20"), Trait("Guarantee", "T7")]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Claim_WithALostReplyAndAMalformedTask_ReturnsTheClaimedContent(int count)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var tasks = await test.Queue.EnqueueManyAsync([.. Enumerable.Repeat(QueueUnderTest.NewTask(), count)], Token);
        var malformed = new Dictionary<string, Value?> { ["payload"] = Values.Of("text"), ["type"] = Values.Of(7) };
        test.Faults.Next(
            count == 1 ? Verb.Commit : Verb.BatchWrite, Fault.LoseReplyBehind(() => test.PatchRawAsync(tasks[0].TaskId, malformed, Token)));

        var claimed = count == 1
            ? [(await test.Queue.ClaimAsync("github", "a", Token))!]
            : await test.Queue.ClaimManyAsync("github", "a", count, Token);

        claimed.Should().HaveCount(count).And.OnlyContain(
            task => task.Task.Type == "github" && task.Task.Payload == QueueUnderTest.NewTask().Payload);
        await test.Queue.CompleteAsync(claimed[0].Claim, Result(1), Token);
        (await test.StoredAsync(tasks[0].TaskId, Token)).Fields["status"].StringValue.Should().Be("done");
    }

    // Another client may store a malformed field while the task is processing.
    [Theory, Trait("Guarantee", "T20")]
    [InlineData("updatedAt")]
    [InlineData("priority")]
    [InlineData("payload")]
    [InlineData("createdBy")]
    public async Task Outcome_OfATaskMalformedWhileProcessing_IsStored(string field)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Queue.EnqueueManyAsync([.. Enumerable.Repeat(QueueUnderTest.NewTask(), 4)], Token);
        var claimed = await test.Queue.ClaimManyAsync("github", "a", 4, Token);
        foreach (var task in claimed)
        {
            await test.PatchRawAsync(task.Task.Id, new Dictionary<string, Value?> { [field] = Values.Of([Values.Of(1)]) }, Token);
        }

        await claimed[0].RenewAsync(Token);
        await claimed[0].CompleteAsync(Result(1), Token);
        await test.Queue.FailAsync(claimed[1].Claim, new TaskFailure("it broke"), Token);
        await claimed[2].ReleaseAsync(Token);
        var outcomes = await test.Queue.CompleteManyAsync([new TaskCompletion(claimed[3].Claim, Result(1))], Token);

        outcomes.Should().ContainSingle().Which.Error.Should().BeNull();
        var stored = await Task.WhenAll(claimed.Select(task => test.StoredAsync(task.Task.Id, Token)));
        stored.Select(document => document.Fields["status"].StringValue).Should().Equal("done", "failed", "pending", "done");
    }

    private static StateMap Result(long number) => StateMap.FromDictionary(new Dictionary<string, object?> { ["n"] = number });
}
