using System.Collections.Concurrent;
using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Contracts;

/// <summary>No task is lost or added twice under concurrency, stale claims, lost replies and cancelled calls.</summary>
public abstract class TaskSafetyContract : Contract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Every way to end a claim.</summary>
    public static TheoryData<string> Ends => [.. HeldCalls.Ends];

    /// <summary>Every call that only the holder may make, after a claim by this library and after one by another client.</summary>
    public static TheoryData<string, bool> StaleCalls
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var call in HeldCalls.All)
            {
                data.Add(call, false);
                data.Add(call, true);
            }

            return data;
        }
    }

    /// <summary>Every call that only the holder may make.</summary>
    public static TheoryData<string> AllCalls => [.. HeldCalls.All];

    private static StateMap Result(string by) => StateMap.FromDictionary(new Dictionary<string, object?> { ["by"] = by });

    [Fact, Trait("Guarantee", "T2")]
    public async Task CompleteAsync_OfALostClaimWithAStoppedClock_ThrowsLeaseLost()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync(), time: new FakeTimeProvider());
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var lost = (await test.Queue.ClaimAsync("github", "a", Token))!;
        await test.ExpireLeaseAsync(lost.Task.Id, Token);
        (await test.Queue.ClaimAsync("github", "b", Token)).Should().NotBeNull();

        var complete = () => test.Queue.CompleteAsync(lost.Claim, cancellationToken: Token).WaitAsync(Eventually.Patience, Token);

        await complete.Should().ThrowAsync<LeaseLostException>();
    }

    [Theory, Trait("Guarantee", "T1")]
    [InlineData(16, 40)]
    [InlineData(32, 8)]
    public async Task ClaimAsync_ByConcurrentClaimers_ClaimsEachTaskOnce(int claimers, int tasks)
    {
        var engine = await CreateEngineAsync();
        var producer = QueueUnderTest.Over(engine);
        var ids = await Task.WhenAll(Enumerable.Range(0, tasks).Select(async _ =>
            (await producer.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id));
        var claimed = new ConcurrentBag<string>();
        var arrived = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        await Task.WhenAll(Enumerable.Range(0, claimers).Select(i => Task.Run(async () =>
        {
            // All claimers query before any of them commits, so that they compete for the first task even on one core.
            var process = QueueUnderTest.Over(engine);
            process.Faults.Next(Verb.Commit, Fault.Before(MeetAsync));
            while (await process.Queue.ClaimAsync("github", $"a{i}", Token) is { } task)
            {
                claimed.Add(task.Task.Id);
            }
        })));

        claimed.Should().BeEquivalentTo(ids, "each task is claimed once, and null means that no task is left");
        var stored = await producer.AllStoredAsync(Token);
        stored.Should().OnlyContain(document => document.Fields["attempt"].IntegerValue == 1);

        Task MeetAsync()
        {
            if (Interlocked.Increment(ref arrived) == claimers)
            {
                all.SetResult();
            }

            return all.Task.WaitAsync(Eventually.Patience, Token);
        }
    }

    [Fact, Trait("Guarantee", "T1")]
    public async Task ClaimAsync_AfterEveryLostRace_ClaimsTheNextTask()
    {
        var engine = await CreateEngineAsync();
        var test = QueueUnderTest.Over(engine);
        var other = QueueUnderTest.Over(engine);
        for (var i = 0; i < 5; i++)
        {
            await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        }

        // Before each of four commits, another process claims the next task.
        var thief = Fault.Before(async () => (await other.Queue.ClaimAsync("github", "thief", Token)).Should().NotBeNull());
        test.Faults.Next(Verb.Commit, thief, thief, thief, thief);

        var claimed = await test.Queue.ClaimAsync("github", "a1", Token);

        claimed.Should().NotBeNull("one task was left, though four races were lost");
        (await test.AllStoredAsync(Token)).Should().OnlyContain(document => document.Fields["status"].StringValue == "processing");
    }

    [Theory, Trait("Guarantee", "T2")]
    [MemberData(nameof(StaleCalls))]
    public async Task StaleClaim_AfterAnotherClaim_ThrowsLeaseLostAndChangesNothing(string call, bool foreigner)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        var stale = await test.Queue.ClaimAsync("github", "a", Token);
        await test.ExpireLeaseAsync(id, Token);
        if (foreigner)
        {
            await test.ClaimAsForeignerAsync(id, "b", Token);
        }
        else
        {
            (await test.Queue.ClaimAsync("github", "b", Token)).Should().NotBeNull();
        }

        var before = await test.StoredAsync(id, Token);

        var end = () => HeldCalls.MakeAsync(test, call, stale!.Claim, Token);

        (await end.Should().ThrowAsync<LeaseLostException>()).Which.TaskId.Should().Be(id);
        (await test.StoredAsync(id, Token)).Should().Be(before, "the successor's document stays as it was");
    }

    [Theory, Trait("Guarantee", "T2")]
    [MemberData(nameof(AllCalls))]
    public async Task StaleClaim_AfterANewClaimOfItsAgent_ThrowsLeaseLost(string call)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        var stale = await test.Queue.ClaimAsync("github", "a", Token);
        await test.ExpireLeaseAsync(id, Token);
        var fresh = await test.Queue.ClaimAsync("github", "a", Token);

        var end = () => HeldCalls.MakeAsync(test, call, stale!.Claim, Token);

        await end.Should().ThrowAsync<LeaseLostException>();
        await test.Queue.CompleteAsync(fresh!.Claim, Result("fresh"), Token);
        (await test.Queue.GetAsync(id, Token))!.Result.Should().Be(Result("fresh"));
    }

    [Theory, Trait("Guarantee", "T2")]
    [MemberData(nameof(AllCalls))]
    public async Task HeldCalls_AfterAnotherClientCompletedTheTask_ThrowLeaseLost(string call)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        var held = await test.Queue.ClaimAsync("github", "a", Token);
        await test.PatchRawAsync(
            id, new Dictionary<string, Value?> { ["status"] = Values.Of("done"), ["result"] = Values.Of(Result("other-client")) }, Token);

        var end = () => HeldCalls.MakeAsync(test, call, held!.Claim, Token);

        await end.Should().ThrowAsync<LeaseLostException>();
        (await test.Queue.GetAsync(id, Token))!.Result.Should().Be(Result("other-client"));
    }

    [Theory, Trait("Guarantee", "T2")]
    [MemberData(nameof(AllCalls))]
    public async Task UnknownField_WrittenWhileProcessing_Survives(string call)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        var held = await test.Queue.ClaimAsync("github", "a", Token);
        test.Faults.Next(Verb.Commit, Fault.Before(() =>
            test.PatchRawAsync(id, new Dictionary<string, Value?> { ["note"] = Values.Of("mine") }, Token)));

        await HeldCalls.MakeAsync(test, call, held!.Claim, Token);

        var stored = await test.StoredAsync(id, Token);
        stored.Fields["note"].StringValue.Should().Be("mine");
        stored.Fields["status"].StringValue.Should().Be(HeldCalls.StatusAfter(call));
    }

    [Theory, Trait("Guarantee", "T6")]
    [MemberData(nameof(Ends))]
    public async Task RepeatedCompletion_AfterALostReply_IsRecognised(string call)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync(), attempts: 1);
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        var held = await test.Queue.ClaimAsync("github", "a", Token);
        test.Faults.Next(Verb.Commit, Fault.LoseReply);
        var first = () => HeldCalls.MakeAsync(test, call, held!.Claim, Token);
        (await first.Should().ThrowAsync<StateUnavailableException>()).Which.MayHaveBeenApplied.Should().BeTrue();
        var ended = await test.StoredAsync(id, Token);

        await HeldCalls.MakeAsync(test, call, held!.Claim, Token);

        (await test.StoredAsync(id, Token)).Should().Be(ended, "the second call had no effect of its own");
    }

    [Theory, Trait("Guarantee", "T6")]
    [MemberData(nameof(Ends))]
    public async Task Completion_WithALostReplyInOneCall_IsReadBack(string call)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        var held = await test.Queue.ClaimAsync("github", "a", Token);
        test.Faults.Next(Verb.Commit, Fault.LoseReply, Fault.LoseRequest, Fault.Abort);

        await HeldCalls.MakeAsync(test, call, held!.Claim, Token);

        (await test.StoredAsync(id, Token)).Fields["status"].StringValue.Should().Be(HeldCalls.StatusAfter(call));
    }

    [Fact, Trait("Guarantee", "T6")]
    public async Task FailAsync_AfterACompletionOfItsClaim_ThrowsTaskEnded()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var held = await test.Queue.ClaimAsync("github", "a", Token);
        await test.Queue.CompleteAsync(held!.Claim, Result("first"), Token);

        var fail = () => HeldCalls.MakeAsync(test, "fail", held.Claim, Token);

        (await fail.Should().ThrowAsync<TaskEndedException>()).Which.Outcome.Should().Be(AgentTaskStatus.Done);
        (await test.Queue.GetAsync(held.Task.Id, Token))!.Result.Should().Be(Result("first"));
    }

    [Fact, Trait("Guarantee", "T7")]
    public async Task ClaimAsync_WithALostReply_IsRecoveredAndCountsOnce()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var ids = new[]
        {
            (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(priority: 9), Token)).Id,
            (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(priority: 1), Token)).Id,
        };
        test.Faults.Next(Verb.Commit, Fault.LoseReply);

        var claimed = await test.Queue.ClaimAsync("github", "a", Token);

        claimed!.Task.Id.Should().Be(ids[0]);
        claimed.Task.Attempt.Should().Be(1);
        await test.Queue.CompleteAsync(claimed.Claim, cancellationToken: Token);
        (await test.StoredAsync(ids[1], Token)).Fields["status"].StringValue.Should().Be("pending");
    }

    [Fact, Trait("Guarantee", "T7")]
    public async Task EnqueueAsync_WithALostReply_AddsOneTask()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        test.Faults.Next(Verb.Commit, Fault.LoseReply, Fault.LoseRequest);

        var enqueued = await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);

        (await test.AllStoredAsync(Token)).Should().ContainSingle().Which.Name.Should().Be(test.NameOf(enqueued.Id));
        enqueued.Should().Be(await test.Queue.GetAsync(enqueued.Id, Token));
    }

    [Fact, Trait("Guarantee", "T12")]
    public async Task Payload_ChangedByAHandler_IsUnchangedOnTheRetry()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        var first = await test.Queue.ClaimAsync("github", "a", Token);
        var payload = (IDictionary<string, object?>)first!.Task.Payload.ToDictionary();
        payload["issue"] = 8L;
        payload.Remove("repository");
        await test.ExpireLeaseAsync(id, Token);

        var second = await test.Queue.ClaimAsync("github", "a", Token);

        second!.Task.Attempt.Should().Be(2);
        second.Task.Payload.Should().Be(QueueUnderTest.NewTask().Payload);
    }

    [Fact, Trait("Guarantee", "T12")]
    public async Task EnqueueAsync_OfAnUnserialisablePayload_StoresNothing()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());

        var enqueue = () => test.Queue.EnqueueAsync(
            QueueUnderTest.NewTask(payload: StateMap.From<object>(new Unserialisable())), Token);

        await enqueue.Should().ThrowAsync<InvalidOperationException>();
        test.Faults.Calls.Should().BeEmpty();
        (await test.AllStoredAsync(Token)).Should().BeEmpty();
    }

    [Fact, Trait("Guarantee", "T47")]
    public async Task ClaimAsync_CancelledWhileSending_ReleasesUncounted()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        using var caller = new CancellationTokenSource();
        test.Faults.Next(Verb.Commit, Fault.Before(caller.CancelAsync));

        var claim = () => test.Queue.ClaimAsync("github", "a", caller.Token);

        (await claim.Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(caller.Token);
        test.Faults.Calls.Should().Equal(Verb.Commit, Verb.Query, Verb.Commit, Verb.Commit);
        var stored = await test.Queue.GetAsync(id, Token);
        stored!.Status.Should().Be(AgentTaskStatus.Pending);
        stored.Attempt.Should().Be(0);
        stored.AssignedTo.Should().BeNull();
        stored.LeaseExpiresAt.Should().BeNull();
    }

    [Fact, Trait("Guarantee", "T47")]
    public async Task ClaimAsync_CancelledAndUnanswered_EndsAfterClaimTimeout()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow);
        var test = QueueUnderTest.Over(await CreateEngineAsync(), new TaskOptions { ClaimTimeout = TimeSpan.FromSeconds(7) }, time);
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        using var caller = new CancellationTokenSource();
        var stall = new Fault.Stalled();
        test.Faults.Next(Verb.Commit, stall);

        var claim = test.Queue.ClaimAsync("github", "a", caller.Token);
        await stall.Reached.WaitAsync(Eventually.Patience, Token);
        await caller.CancelAsync();
        time.Advance(TimeSpan.FromSeconds(8));

        var ended = () => claim;
        (await ended.Should().ThrowAsync<StateUnavailableException>()).Which.MayHaveBeenApplied.Should().BeTrue();
    }

    [Fact, Trait("Guarantee", "T47")]
    public async Task ClaimAsync_CancelledBeforeTheCommit_SendsNothing()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        using var caller = new CancellationTokenSource();
        test.Faults.Next(Verb.Query, Fault.After(caller.CancelAsync));

        var claim = () => test.Queue.ClaimAsync("github", "a", caller.Token);

        await claim.Should().ThrowAsync<OperationCanceledException>();
        test.Faults.Calls.Should().Equal(Verb.Commit, Verb.Query);
    }

    private sealed class Unserialisable
    {
        public string Value => throw new InvalidOperationException("cannot be read");
    }
}
