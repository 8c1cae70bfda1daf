using System.Diagnostics;
using AgentState.TestKit;
using Google.Cloud.Firestore.V1;

namespace AgentState.Contracts;

/// <summary>The length and renewal of leases, the count of attempts, and the time of the next attempt.</summary>
public abstract class TaskLeaseContract : Contract
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, Trait("Guarantee", "T8")]
    [InlineData(-10)]
    [InlineData(0)]
    [InlineData(10)]
    public async Task Lease_OnAHostWithAWrongClock_HasItsFullLength(int minutes)
    {
        var test = QueueUnderTest.Over(
            await CreateEngineAsync(), time: new SkewedTimeProvider(TimeProvider.System) { Skew = TimeSpan.FromMinutes(minutes) });
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);

        var claimed = await test.Queue.ClaimAsync("github", "a", Token);
        var renewed = await claimed!.RenewAsync(Token);

        // A lease starts at the read time of the response it is based on, which is never later than the write.
        LengthOf(claimed.Task).Should().BeLessThanOrEqualTo(Lease).And.BeGreaterThan(Lease - TimeSpan.FromSeconds(10));
        var task = await test.Queue.GetAsync(claimed.Task.Id, Token);
        task!.LeaseExpiresAt.Should().Be(renewed.LeaseExpiresAt);
        LengthOf(task).Should().BeLessThanOrEqualTo(Lease).And.BeGreaterThan(Lease - TimeSpan.FromSeconds(10));
        (await test.Administration.SweepAsync(Token)).Should().Be(new TaskSweep(), "the lease has not expired");
    }

    [Theory, Trait("Guarantee", "T8")]
    [InlineData(-60)]
    [InlineData(60)]
    public async Task ClaimManyAsync_OnAHostWithAWrongClock_StoresFullLeases(int minutes)
    {
        var test = QueueUnderTest.Over(
            await CreateEngineAsync(), time: new SkewedTimeProvider(TimeProvider.System) { Skew = TimeSpan.FromMinutes(minutes) });
        await test.Queue.EnqueueManyAsync([.. Enumerable.Repeat(QueueUnderTest.NewTask(), 3)], Token);

        var claimed = await test.Queue.ClaimManyAsync("github", "a", 3, Token);

        claimed.Should().HaveCount(3);
        foreach (var task in claimed)
        {
            LengthOf(task.Task).Should().BeLessThanOrEqualTo(Lease).And.BeGreaterThan(Lease - TimeSpan.FromMinutes(1));
        }
    }

    // The sweep uses the read time of its query as the current time.
    [Theory, Trait("Guarantee", "T8")]
    [InlineData(-60)]
    [InlineData(60)]
    public async Task Retention_OnAHostWithAWrongClock_HasItsFullLength(int minutes)
    {
        var kept = TimeSpan.FromDays(1);
        var test = QueueUnderTest.Over(
            await CreateEngineAsync(),
            new TaskOptions { PauseMaxAge = Timeout.InfiniteTimeSpan, Retention = kept },
            new SkewedTimeProvider(TimeProvider.System) { Skew = TimeSpan.FromMinutes(minutes) });
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask() with { MaxAttempts = 1 }, Token)).Id;
        await test.Queue.ClaimAsync("github", "a", Token);
        await test.RunOutAsync(id, Token);

        await test.Administration.SweepAsync(Token);

        var task = await test.Queue.GetAsync(id, Token);
        task!.Status.Should().Be(AgentTaskStatus.Failed);
        (task.ExpiresAt!.Value - CommittedAt(task)).Should().BeCloseTo(kept, TimeSpan.FromMinutes(10));
    }

    [Theory, Trait("Guarantee", "T9")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ClaimAsync_OverManyLeases_ReturnsATaskOnlyIfItIsNotRenewed(bool renews)
    {
        var engine = await CreateEngineAsync();
        var test = QueueUnderTest.Over(engine);
        var others = QueueUnderTest.Over(engine);
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        var claimed = (await test.Queue.ClaimAsync("github", "a", Token))!;
        ClaimedTask? stolen = null;

        // More than a hundred leases, in steps of three quarters of a lease.
        for (var passed = TimeSpan.Zero; passed <= 100 * Lease && stolen is null; passed += 0.75 * Lease)
        {
            await PassAsync(test, id, 0.75 * Lease);
            if ((await others.Administration.SweepAsync(Token)).Expired > 0)
            {
                await test.MakeDueAsync(id, Token);
                await others.Administration.SweepAsync(Token);
            }

            stolen = await others.Queue.ClaimAsync("github", "b", Token);
            if (renews)
            {
                await claimed.RenewAsync(Token);
            }
        }

        if (renews)
        {
            stolen.Should().BeNull();
            await claimed.CompleteAsync(cancellationToken: Token);
            (await test.Queue.GetAsync(id, Token))!.Attempt.Should().Be(1);
        }
        else
        {
            stolen!.Task.Attempt.Should().Be(2);
        }
    }

    [Fact, Trait("Guarantee", "T42")]
    public async Task RenewAsync_ThenFailAsync_CostsOneWriteEachAndNoRead()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var claimed = (await test.Queue.ClaimAsync("github", "a", Token))!;
        var before = test.Stack.Billed.Read();

        await claimed.RenewAsync(Token);
        await claimed.RenewAsync(Token);
        await claimed.FailAsync(new TaskFailure("broke") { Retryable = true }, Token);

        test.Stack.Billed.Read().Should().Be(before with { Writes = before.Writes + 3 });
    }

    [Fact, Trait("Guarantee", "T2")]
    public async Task RenewAsync_WithAClaimOfAnotherProcess_ReadsOnce()
    {
        var engine = await CreateEngineAsync();
        var test = QueueUnderTest.Over(engine);
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var claimed = (await test.Queue.ClaimAsync("github", "a", Token))!;
        var other = QueueUnderTest.Over(engine);
        var sent = System.Text.Json.JsonSerializer.Deserialize<TaskClaim>(System.Text.Json.JsonSerializer.Serialize(claimed.Claim))!;

        var attached = other.Queue.Attach(sent);
        await attached.RenewAsync(Token);
        await attached.RenewAsync(Token);
        await attached.FailAsync(new TaskFailure("broke") { Retryable = true }, Token);

        // Reads of the database time and the task, then three writes.
        other.Faults.Calls.Should().Equal(Verb.Get, Verb.Get, Verb.Commit, Verb.Commit, Verb.Commit);
        (await test.Queue.GetAsync(claimed.Task.Id, Token))!
            .Should().Match<AgentTask>(task => task.Status == AgentTaskStatus.Scheduled && task.Attempt == 1);
    }

    [Fact, Trait("Guarantee", "T2")]
    public async Task Attach_InAnotherProcess_ContinuesWithoutARead()
    {
        var engine = await CreateEngineAsync();
        var test = QueueUnderTest.Over(engine);
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var claimed = (await test.Queue.ClaimAsync("github", "a", Token))!;
        await claimed.RenewAsync(Token);
        var other = QueueUnderTest.Over(engine);
        var sent = System.Text.Json.JsonSerializer.Serialize(claimed.Claim);

        var attached = other.Queue.Attach(System.Text.Json.JsonSerializer.Deserialize<TaskClaim>(sent)!);
        await attached.CompleteAsync(StateMap.Empty, Token);

        (attached.TaskId, attached.AgentId, attached.Claim).Should().Be((claimed.TaskId, "a", claimed.Claim));
        other.Faults.Calls.Should().Equal(Verb.Commit);
        attached.Invoking(handle => handle.Task).Should().Throw<InvalidOperationException>().WithMessage("*GetAsync*");
        test.Queue.Attach(claimed.Claim).Task.Id.Should().Be(claimed.TaskId, "this process made the claim");
        (await test.Queue.GetAsync(claimed.TaskId, Token))!.Status.Should().Be(AgentTaskStatus.Done);
    }

    [Fact, Trait("Guarantee", "T2"), Trait("Guarantee", "T36")]
    public async Task ClaimedTask_WithConcurrentCalls_AppliesAllAndKeepsTheLatestVersion()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync(), attempts: 20);
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var claimed = (await test.Queue.ClaimAsync("github", "a", Token))!;

        await Task.WhenAll(Enumerable.Range(0, 9).Select(number => Task.Run(
            () => (number % 3) switch
            {
                0 => claimed.RenewAsync(Token),
                1 => claimed.AddUsageAsync(TaskUsage.Of("tokens", 1), Token),
                _ => claimed.SaveCheckpointAsync(StateMap.FromJson($$"""{ "page": {{number}} }"""), Token),
            },
            Token)));

        var task = (await test.Queue.GetAsync(claimed.TaskId, Token))!;
        task.Usage.Should().Be(TaskUsage.Of("tokens", 3));
        claimed.Claim.Version.Should().Be(task.Version);
        await claimed.CompleteAsync(cancellationToken: Token);
    }

    [Fact, Trait("Guarantee", "T2")]
    public async Task ReleaseAsync_WithAClaimOfAnotherProcess_RestoresTheAttempt()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        await test.Queue.ClaimAsync("github", "a", Token);
        await test.LoseLeaseAsync(id, Token);
        var second = (await test.Queue.ClaimAsync("github", "a", Token))!;

        await test.Queue.Attach(second.Claim with { Claimed = null }).ReleaseAsync(Token);

        (await test.Queue.GetAsync(id, Token))!.Attempt.Should().Be(1, "the first attempt counts");
    }

    [Fact, Trait("Guarantee", "T16")]
    public async Task ReleaseAsync_AfterAClaim_RestoresTheTaskAtItsOldPlace()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var first = await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(priority: 6), Token);
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);

        for (var i = 0; i < 5; i++)
        {
            var claimed = await test.Queue.ClaimAsync("github", "a", Token);
            (claimed!.Task.Id, claimed.Task.Attempt).Should().Be((first.Id, 1));
            await claimed.ReleaseAsync(Token);
        }

        var task = await test.Queue.GetAsync(first.Id, Token);
        (task!.Status, task.Attempt, task.AssignedTo, task.LeaseExpiresAt, task.ClaimToken)
            .Should().Be((AgentTaskStatus.Pending, 0, null, null, null));
        task.Errors.Should().BeEmpty();
    }

    [Fact, Trait("Guarantee", "T17"), Trait("Guarantee", "T16")]
    public async Task FailAsync_Retryable_ReschedulesWhileAttemptsAreLeft()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        var pauses = new List<TimeSpan>();

        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var claimed = await test.Queue.ClaimAsync("github", "a", Token);
            claimed!.Task.Attempt.Should().Be(attempt);
            await test.Queue.FailAsync(claimed.Claim, new TaskFailure($"broke {attempt}") { Retryable = true }, Token);
            var task = await test.Queue.GetAsync(id, Token);
            if (attempt < 3)
            {
                task!.Status.Should().Be(AgentTaskStatus.Scheduled);
                pauses.Add(task.RunAt!.Value - task.UpdatedAt);
                (await test.Queue.ClaimAsync("github", "a", Token)).Should().BeNull("the back-off has not ended");
                await test.MakeDueAsync(id, Token);
                (await test.Administration.SweepAsync(Token)).Should().Be(new TaskSweep { Due = 1 });
            }
            else
            {
                (task!.Status, task.Error).Should().Be((AgentTaskStatus.Failed, "broke 3"));
                task.Errors.Select(error => (error.Attempt, error.AgentId, error.Message)).Should()
                    .Equal((1, "a", "broke 1"), (2, "a", "broke 2"), (3, "a", "broke 3"));
            }
        }

        // The delay minus the age of the database time at the write.
        pauses[0].Should().BeCloseTo(TimeSpan.FromSeconds(7.5), TimeSpan.FromSeconds(5));
        pauses[1].Should().BeCloseTo(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(8));
    }

    [Fact, Trait("Guarantee", "T17")]
    public async Task FailAsync_WithRetryAfter_ReschedulesForThatTime()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        var claimed = await test.Queue.ClaimAsync("github", "a", Token);

        await test.Queue.FailAsync(
            claimed!.Claim, new TaskFailure("slow down") { Retryable = true, RetryAfter = TimeSpan.FromHours(1) }, Token);

        var task = await test.Queue.GetAsync(id, Token);
        (task!.RunAt!.Value - CommittedAt(task))
            .Should().BeCloseTo(TimeSpan.FromHours(1), TimeSpan.FromSeconds(10)).And.BeLessThanOrEqualTo(TimeSpan.FromHours(1));
    }

    [Fact, Trait("Guarantee", "T18")]
    public async Task FailAsync_NotRetryable_FailsTheTaskForGood()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        var claimed = await test.Queue.ClaimAsync("github", "a", Token);

        await test.Queue.FailAsync(claimed!.Claim, new TaskFailure("broke"), Token);

        var task = await test.Queue.GetAsync(id, Token);
        (task!.Status, task.Error, task.RunAt).Should().Be((AgentTaskStatus.Failed, "broke", null));
        (await test.Administration.SweepAsync(Token)).Should().Be(new TaskSweep());
        (await test.Queue.ClaimAsync("github", "a", Token)).Should().BeNull();
    }

    [Fact, Trait("Guarantee", "T24")]
    public async Task EnqueueAsync_WithADelay_IsClaimedAfterItByTheDatabaseClock()
    {
        var engine = await CreateEngineAsync();
        var test = QueueUnderTest.Over(engine, time: new SkewedTimeProvider(TimeProvider.System) { Skew = TimeSpan.FromMinutes(10) });
        var enqueued = await test.Queue.EnqueueAsync(QueueUnderTest.NewTask() with { Delay = TimeSpan.FromMilliseconds(300) }, Token);
        enqueued.Status.Should().Be(AgentTaskStatus.Scheduled);
        (enqueued.RunAt!.Value - CommittedAt(enqueued)).Should().BeCloseTo(TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(5)).And
            .BeLessThanOrEqualTo(TimeSpan.FromMilliseconds(300));
        ClaimedTask? claimed = null;

        var started = TimeProvider.System.GetTimestamp();
        while (claimed is null && TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(30))
        {
            await test.Administration.SweepAsync(Token);
            claimed = await test.Queue.ClaimAsync("github", "a", Token);
        }

        CommittedAt(claimed!.Task).Should().BeOnOrAfter(enqueued.RunAt.Value);
        claimed.Task.RunAt.Should().BeNull();
    }

    [Fact, Trait("Guarantee", "T24")]
    public async Task EnqueueAsync_WithRunAt_IsClaimedOnlyAfterASweepFindsItDue()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var runAt = new DateTimeOffset(2125, 1, 1, 0, 0, 0, TimeSpan.FromHours(2));
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask() with { RunAt = runAt, ParentId = "parent" }, Token)).Id;

        (await test.Administration.SweepAsync(Token)).Should().Be(new TaskSweep());
        (await test.Queue.ClaimAsync("github", "a", Token)).Should().BeNull();
        var stored = await test.Queue.GetAsync(id, Token);
        (stored!.Status, stored.RunAt, stored.ParentId).Should().Be((AgentTaskStatus.Scheduled, runAt, "parent"));
        await test.MakeDueAsync(id, Token);
        (await test.Administration.SweepAsync(Token)).Should().Be(new TaskSweep { Due = 1 });
        (await test.Queue.ClaimAsync("github", "a", Token))!.Task.Attempt.Should().Be(1);
    }

    [Fact, Trait("Guarantee", "T38")]
    public async Task TraceParent_FromEnqueue_SurvivesRetries()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        const string Given = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        using var activity = new Activity("enqueue").SetIdFormat(ActivityIdFormat.W3C).Start();
        var current = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask("current"), Token)).Id;
        var given = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask("given") with { TraceParent = Given }, Token)).Id;
        activity.Stop();
        var none = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask("none"), Token)).Id;

        var claimed = await test.Queue.ClaimAsync("current", "a", Token);
        await test.Queue.FailAsync(claimed!.Claim, new TaskFailure("broke") { Retryable = true }, Token);
        await test.MakeDueAsync(current, Token);
        await test.Administration.SweepAsync(Token);
        var again = await test.Queue.ClaimAsync("current", "a", Token);

        claimed.Task.TraceParent.Should().Be(activity.Id);
        again!.Task.TraceParent.Should().Be(activity.Id);
        (await test.Queue.GetAsync(given, Token))!.TraceParent.Should().Be(Given);
        (await test.Queue.GetAsync(none, Token))!.TraceParent.Should().BeNull();
    }

    [Fact]
    public async Task Retention_OfEndedTasksOnly_SetsExpireAt()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync(), new TaskOptions { Retention = TimeSpan.FromDays(30) });
        foreach (var call in HeldCalls.Ends)
        {
            var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(call), Token)).Id;
            var claimed = await test.Queue.ClaimAsync(call, "a", Token);
            await HeldCalls.MakeAsync(test, call, claimed!.Claim, Token);

            var task = await test.Queue.GetAsync(id, Token);
            if (task!.Status is not (AgentTaskStatus.Done or AgentTaskStatus.Failed))
            {
                task.ExpiresAt.Should().BeNull();
                task = await test.Administration.CancelAsync(id, Token);
            }

            task.ExpiresAt.Should().BeCloseTo(task.UpdatedAt.AddDays(30), TimeSpan.FromSeconds(10));
        }
    }

    // Tasks that fail together must not retry together, so each back-off is 50 to 100 % of the delay.
    [Theory, Trait("Guarantee", "T17")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BackOffs_OfManyTasks_Differ(bool isLeaseExpired)
    {
        var delay = TimeSpan.FromHours(1);
        var test = QueueUnderTest.Over(await CreateEngineAsync(), new TaskOptions { RetryDelay = delay, MaxRetryDelay = delay });
        await test.Queue.EnqueueManyAsync([.. Enumerable.Repeat(QueueUnderTest.NewTask(), 20)], Token);
        var claimed = await test.Queue.ClaimManyAsync("github", "a", 20, Token);
        foreach (var task in claimed)
        {
            await (isLeaseExpired
                ? test.RunOutAsync(task.Task.Id, Token)
                : test.Queue.FailAsync(task.Claim, new TaskFailure("again") { Retryable = true }, Token));
        }

        await test.Administration.SweepAsync(Token);

        var pauses = new List<TimeSpan>();
        foreach (var task in claimed)
        {
            var after = (await test.Queue.GetAsync(task.Task.Id, Token))!;
            after.Status.Should().Be(AgentTaskStatus.Scheduled);
            pauses.Add(after.RunAt!.Value - CommittedAt(after));
        }

        pauses.Should().OnlyContain(pause => pause <= delay && pause > (delay / 2) - TimeSpan.FromMinutes(5));
        (pauses.Max() - pauses.Min()).Should().BeGreaterThan(TimeSpan.FromMinutes(6));
    }

    private static TimeSpan LengthOf(AgentTask task) => task.LeaseExpiresAt!.Value - CommittedAt(task);

    private static DateTimeOffset CommittedAt(AgentTask task) => task.Version.ToTimestamp().ToDateTimeOffset();

    // Moves the end of the lease back, as if the time had passed.
    private static async Task PassAsync(QueueUnderTest test, string id, TimeSpan span)
    {
        var stored = await test.Queue.GetAsync(id, Token);
        if (stored!.LeaseExpiresAt is { } end)
        {
            await test.PatchRawAsync(id, new Dictionary<string, Value?> { ["leaseExpiresAt"] = Values.Of(end - span) }, Token);
        }
    }
}
