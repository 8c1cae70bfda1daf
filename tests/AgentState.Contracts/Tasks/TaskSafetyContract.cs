using System.Collections.Concurrent;
using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Contracts;

/// <summary>Nothing is lost, nothing is doubled: many at once, late callers, lost replies, callers that go away.</summary>
public abstract class TaskSafetyContract : Contract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Every way to end a claim.</summary>
    public static TheoryData<string> Ends => [.. HeldCalls.Ends];

    /// <summary>Every call that only the holder may make, after a claim of ours and after one of a program that knows only the plan.</summary>
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

    [Fact, Trait("Promise", "T2")]
    public async Task CompleteAsync_OfALostClaim_UnderAClockThatStands_ThrowsLeaseLost()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync(), time: new FakeTimeProvider());
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var lost = (await test.Queue.ClaimAsync("github", "a", Token))!;
        await test.ExpireLeaseAsync(lost.Task.Id, Token);
        (await test.Queue.ClaimAsync("github", "b", Token)).Should().NotBeNull();

        var complete = () => test.Queue.CompleteAsync(lost.Claim, cancellationToken: Token).WaitAsync(Eventually.Patience, Token);

        await complete.Should().ThrowAsync<LeaseLostException>();
    }

    [Theory, Trait("Promise", "T1")]
    [InlineData(16, 40)]
    [InlineData(32, 8)]
    public async Task ClaimAsync_ByManyAtOnce_HandsOutEachTaskOnce(int claimers, int tasks)
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
            // All have asked before any commits: they meet at the first task, however few cores there are.
            var process = QueueUnderTest.Over(engine);
            process.Faults.Next(Verb.Commit, Fault.Before(MeetAsync));
            while (await process.Queue.ClaimAsync("github", $"a{i}", Token) is { } task)
            {
                claimed.Add(task.Task.Id);
            }
        })));

        claimed.Should().BeEquivalentTo(ids, "each is claimed once, and null comes only when none is left");
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

    [Fact, Trait("Promise", "T1")]
    public async Task ClaimAsync_WhenItLosesEveryRace_GoesOnToTheNext()
    {
        var engine = await CreateEngineAsync();
        var test = QueueUnderTest.Over(engine);
        var other = QueueUnderTest.Over(engine);
        for (var i = 0; i < 5; i++)
        {
            await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        }

        // Before each of four commits of ours somebody else takes the very next task.
        var thief = Fault.Before(async () => (await other.Queue.ClaimAsync("github", "thief", Token)).Should().NotBeNull());
        test.Faults.Next(Verb.Commit, thief, thief, thief, thief);

        var claimed = await test.Queue.ClaimAsync("github", "a1", Token);

        claimed.Should().NotBeNull("one task was left, though four races were lost");
        (await test.AllStoredAsync(Token)).Should().OnlyContain(document => document.Fields["status"].StringValue == "processing");
    }

    [Theory, Trait("Promise", "T2")]
    [MemberData(nameof(StaleCalls))]
    public async Task AStaleClaim_AfterAnotherClaim_ThrowsLeaseLost_AndChangesNothing(string call, bool foreigner)
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

    [Theory, Trait("Promise", "T2")]
    [MemberData(nameof(AllCalls))]
    public async Task AStaleClaim_OfTheSameAgent_IsFencedAsWell(string call)
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

    [Theory, Trait("Promise", "T2")]
    [MemberData(nameof(AllCalls))]
    public async Task AForeignCompletion_OfATaskThatWeHold_MakesOursThrow(string call)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        var held = await test.Queue.ClaimAsync("github", "a", Token);
        await test.PatchRawAsync(
            id, new Dictionary<string, Value?> { ["status"] = Values.Of("done"), ["result"] = Values.Of(Result("foreigner")) }, Token);

        var end = () => HeldCalls.MakeAsync(test, call, held!.Claim, Token);

        await end.Should().ThrowAsync<LeaseLostException>();
        (await test.Queue.GetAsync(id, Token))!.Result.Should().Be(Result("foreigner"));
    }

    [Theory, Trait("Promise", "T2")]
    [MemberData(nameof(AllCalls))]
    public async Task ANeighbourField_WrittenWhileWeHold_Survives(string call)
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

    [Theory, Trait("Promise", "T6")]
    [MemberData(nameof(Ends))]
    public async Task ARepeatedEnd_AfterItsReplyWasLost_IsRecognised(string call)
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

    [Theory, Trait("Promise", "T6")]
    [MemberData(nameof(Ends))]
    public async Task ALostReply_InsideOneCall_IsReadBack(string call)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        var held = await test.Queue.ClaimAsync("github", "a", Token);
        test.Faults.Next(Verb.Commit, Fault.LoseReply, Fault.LoseRequest, Fault.Abort);

        await HeldCalls.MakeAsync(test, call, held!.Claim, Token);

        (await test.StoredAsync(id, Token)).Fields["status"].StringValue.Should().Be(HeldCalls.StatusAfter(call));
    }

    [Fact, Trait("Promise", "T6")]
    public async Task AnotherEnd_ByTheSameClaim_IsToldWhatWasRecorded()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var held = await test.Queue.ClaimAsync("github", "a", Token);
        await test.Queue.CompleteAsync(held!.Claim, Result("first"), Token);

        var fail = () => HeldCalls.MakeAsync(test, "fail", held.Claim, Token);

        (await fail.Should().ThrowAsync<TaskEndedException>()).Which.Outcome.Should().Be(AgentTaskStatus.Done);
        (await test.Queue.GetAsync(held.Task.Id, Token))!.Result.Should().Be(Result("first"));
    }

    [Fact, Trait("Promise", "T7")]
    public async Task AClaim_WhoseReplyWasLost_IsRecoveredByItsToken_AndCountsOnce()
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

    [Fact, Trait("Promise", "T7")]
    public async Task AnEnqueue_WhoseReplyWasLost_AddsOneTask()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        test.Faults.Next(Verb.Commit, Fault.LoseReply, Fault.LoseRequest);

        var enqueued = await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);

        (await test.AllStoredAsync(Token)).Should().ContainSingle().Which.Name.Should().Be(test.NameOf(enqueued.Id));
        enqueued.Should().Be(await test.Queue.GetAsync(enqueued.Id, Token));
    }

    [Fact, Trait("Promise", "T12")]
    public async Task AClaimedPayload_ThatAHandlerChanges_IsUnchangedOnTheRetry()
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

    [Fact, Trait("Promise", "T12")]
    public async Task AnEnqueue_ThatCannotSerialise_LeavesNoDocument()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());

        var enqueue = () => test.Queue.EnqueueAsync(
            QueueUnderTest.NewTask(payload: StateMap.From<object>(new Unserialisable())), Token);

        await enqueue.Should().ThrowAsync<InvalidOperationException>();
        test.Faults.Calls.Should().BeEmpty();
        (await test.AllStoredAsync(Token)).Should().BeEmpty();
    }

    [Fact, Trait("Promise", "T47")]
    public async Task AClaimSent_WhoseCallerGoes_IsMadeAndGivenBack_Uncounted()
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

    [Fact, Trait("Promise", "T47")]
    public async Task AClaimSent_ThatIsNotAnswered_EndsByItsOwnDeadline()
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

    [Fact, Trait("Promise", "T47")]
    public async Task AClaimNotYetSent_WhoseCallerGoes_SendsNothing()
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
