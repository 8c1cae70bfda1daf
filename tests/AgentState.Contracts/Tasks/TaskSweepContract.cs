using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Contracts;

/// <summary>The sweep reschedules expired and due tasks once, also with concurrent sweepers.</summary>
public abstract class TaskSweepContract : Contract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "T14"), Trait("Guarantee", "T16")]
    public async Task SweepAsync_OfExpiredLeases_ReschedulesWhileAttemptsAreLeft()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;

        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var claimed = await test.Queue.ClaimAsync("github", $"a{attempt}", Token);
            claimed!.Task.Attempt.Should().Be(attempt);
            (await test.Administration.SweepAsync(Token)).Should().Be(new TaskSweep(), "its lease has not expired");
            await test.RunOutAsync(id, Token);
            (await test.Administration.SweepAsync(Token)).Should().Be(
                attempt < 3 ? new TaskSweep { Expired = 1 } : new TaskSweep { Failed = 1 });
            (await test.Queue.ClaimAsync("github", "b", Token)).Should().BeNull("the back-off has not ended");
            (await test.Administration.SweepAsync(Token)).Should().Be(new TaskSweep());
            await test.MakeDueAsync(id, Token);
            (await test.Administration.SweepAsync(Token)).Should().Be(attempt < 3 ? new TaskSweep { Due = 1 } : new TaskSweep());
        }

        var task = await test.Queue.GetAsync(id, Token);
        (task!.Status, task.Error, task.Attempt, task.LeaseExpiresAt, task.ClaimToken)
            .Should().Be((AgentTaskStatus.Failed, "lease_expired", 3, null, null));
        task.Errors.Select(error => (error.Attempt, error.AgentId, error.Message)).Should()
            .Equal((1, "a1", "lease_expired"), (2, "a2", "lease_expired"), (3, "a3", "lease_expired"));
        (await test.Queue.ClaimAsync("github", "a", Token)).Should().BeNull();
    }

    [Fact, Trait("Guarantee", "T14")]
    public async Task TaskOfAKilledHolder_AfterLeaseAndBackOff_IsClaimable()
    {
        var engine = await CreateEngineAsync();
        var killed = QueueUnderTest.Over(engine, new TaskOptions { LeaseDuration = TimeSpan.FromMilliseconds(300) });
        var backOff = TimeSpan.FromMilliseconds(400);
        var test = QueueUnderTest.Over(engine, new TaskOptions { RetryDelay = backOff });
        await killed.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var lost = await killed.Queue.ClaimAsync("github", "killed", Token);
        ClaimedTask? claimed = null;

        var started = TimeProvider.System.GetTimestamp();
        while (claimed is null && TimeProvider.System.GetElapsedTime(started) < Eventually.Patience)
        {
            await test.Administration.SweepAsync(Token);
            claimed = await test.Queue.ClaimAsync("github", "a", Token);
        }

        claimed!.Task.Attempt.Should().Be(2);
        claimed.Task.Version.ToTimestamp().ToDateTimeOffset().Should().BeOnOrAfter(
            lost!.Task.LeaseExpiresAt!.Value + (backOff / 2), "the lease and the back-off end first, by the database's clock");
    }

    // A task that crashes its process must not be retried together with the other tasks of that process.
    [Fact, Trait("Guarantee", "T14"), Trait("Guarantee", "T17")]
    public async Task SweepAsync_OfTasksOfOneCrash_SchedulesEachForItsOwnTime()
    {
        const int Tasks = 8;
        var options = new TaskOptions { RetryDelay = TimeSpan.FromMinutes(1), MaxRetryDelay = TimeSpan.FromMinutes(90) };
        var test = QueueUnderTest.Over(await CreateEngineAsync(), options);
        await test.Queue.EnqueueManyAsync([.. Enumerable.Repeat(QueueUnderTest.NewTask(), Tasks)], Token);
        foreach (var claimed in await test.Queue.ClaimManyAsync("github", "killed", Tasks, Token))
        {
            await test.RunOutAsync(claimed.Task.Id, Token);
        }

        (await test.Administration.SweepAsync(Token)).Should().Be(new TaskSweep { Expired = Tasks });

        var tasks = (await test.AllStoredAsync(Token)).Select(TaskDocument.Read).ToList();
        tasks.Should().OnlyContain(
            task => task.Status == AgentTaskStatus.Scheduled && task.ClaimToken == null && task.LeaseExpiresAt == null);
        tasks.Select(task => task.RunAt!.Value - task.Errors[0].At).Should()
            .OnlyContain(delay => delay >= options.RetryDelay / 2 && delay <= options.RetryDelay)
            .And.OnlyHaveUniqueItems();
    }

    [Fact, Trait("Guarantee", "T14"), Trait("Guarantee", "T13")]
    public async Task SweepAsync_ByConcurrentSweepers_CountsEachExpiredLeaseOnce()
    {
        const int Tasks = 30;
        var engine = await CreateEngineAsync();
        var test = QueueUnderTest.Over(engine);
        await test.Agents.RegisterAsync(new AgentRegistration { Id = "a", Type = "github" }, Token);
        for (var i = 0; i < Tasks; i++)
        {
            await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
            await test.RunOutAsync((await test.Queue.ClaimAsync("github", "a", Token))!.Task.Id, Token);
        }

        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var sweepers = Enumerable.Range(0, 8).Select(_ => QueueUnderTest.Over(engine, attempts: 20)).ToList();
        foreach (var sweeper in sweepers)
        {
            sweeper.Faults.Otherwise = verb =>
            {
                lock (random)
                {
                    return verb is Verb.BatchWrite && random.Next(3) == 0 ? random.Next(3) switch
                    {
                        0 => Fault.LoseReply,
                        1 => Fault.LoseRequest,
                        _ => Fault.Abort,
                    } : null;
                }
            };
        }

        var sweeps = await Task.WhenAll(sweepers.Select(sweeper => Task.Run(() => sweeper.Administration.SweepAsync(Token), Token)));
        var last = await sweepers[0].Administration.SweepAsync(Token);
        foreach (var sweeper in sweepers)
        {
            await sweeper.Counters.FlushAsync(Token);
        }

        sweeps.Append(last).Sum(sweep => sweep.Expired).Should().Be(Tasks, "with seed {0}", seed);
        (await test.AllStoredAsync(Token)).Select(TaskDocument.Read).Should()
            .OnlyContain(task => task.Status == AgentTaskStatus.Scheduled && task.Attempt == 1 && task.Errors.Count == 1);
        (await test.Agents.GetAsync("a", Token))!.Stats.Errors.Should().Be(Tasks, "with seed {0}", seed);
    }

    [Theory, Trait("Guarantee", "T13")]
    [InlineData(StatsCounting.Batched, 1)]
    [InlineData(StatsCounting.WithTask, 1)]
    [InlineData(StatsCounting.Off, 0)]
    public async Task SweepAsync_WithALostReply_CountsTheErrorForTheHolderOnce(StatsCounting counting, int errors)
    {
        foreach (var fault in new[] { null, Fault.LoseReply, Fault.LoseRequest, Fault.Abort })
        {
            var engine = await CreateEngineAsync();
            var test = QueueUnderTest.Over(engine, new TaskOptions { StatsCounting = counting });
            await test.Agents.RegisterAsync(new AgentRegistration { Id = "a", Type = "github" }, Token);
            await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
            await test.RunOutAsync((await test.Queue.ClaimAsync("github", "a", Token))!.Task.Id, Token);
            var sweeper = QueueUnderTest.Over(engine, new TaskOptions { StatsCounting = counting });
            sweeper.Faults.Next(Verb.Commit, fault);
            sweeper.Faults.Next(Verb.BatchWrite, fault);

            (await sweeper.Administration.SweepAsync(Token)).Should().Be(new TaskSweep { Expired = 1 });
            sweeper.Faults.Clear();
            await sweeper.Counters.FlushAsync(Token);

            (await test.Agents.GetAsync("a", Token))!.Stats.Should().Be(new AgentStats { Errors = errors });
        }
    }

    [Theory, Trait("Guarantee", "T13")]
    [InlineData("complete", 1, 0)]
    [InlineData("fail", 0, 1)]
    [InlineData("retry", 0, 1)]
    [InlineData("release", 0, 0)]
    [InlineData("wait", 0, 0)]
    public async Task AgentStats_AfterEachOutcome_CountCompletionsAndErrors(string call, int completed, int errors)
    {
        foreach (var counting in new[] { StatsCounting.Batched, StatsCounting.WithTask })
        {
            var test = QueueUnderTest.Over(await CreateEngineAsync(), new TaskOptions { StatsCounting = counting });
            await test.Agents.RegisterAsync(new AgentRegistration { Id = "a", Type = "github" }, Token);
            await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
            var claimed = await test.Queue.ClaimAsync("github", "a", Token);
            test.Faults.Next(Verb.Commit, Fault.LoseReply);

            await HeldCalls.MakeAsync(test, call, claimed!.Claim, Token);
            await test.Counters.FlushAsync(Token);

            (await test.Agents.GetAsync("a", Token))!.Stats.Should().Be(new AgentStats { TasksCompleted = completed, Errors = errors });
        }
    }

    [Fact, Trait("Guarantee", "T13")]
    public async Task SweepAsync_AfterAnUnansweredSweep_CountsItsWrites()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Agents.RegisterAsync(new AgentRegistration { Id = "a", Type = "github" }, Token);
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await test.RunOutAsync((await test.Queue.ClaimAsync("github", "a", Token))!.Task.Id, Token);
        test.Faults.Next(Verb.BatchWrite, Fault.LoseReply);
        test.Faults.Otherwise = verb => verb is Verb.BatchWrite or Verb.Get ? Fault.LoseRequest : null;
        var sweep = () => test.Administration.SweepAsync(Token);
        await sweep.Should().ThrowAsync<StateUnavailableException>();
        test.Faults.Otherwise = _ => null;

        (await test.Administration.SweepAsync(Token)).Should().Be(new TaskSweep { Expired = 1 });
        (await test.Administration.SweepAsync(Token)).Should().Be(new TaskSweep());
        await test.Counters.FlushAsync(Token);

        (await test.Agents.GetAsync("a", Token))!.Stats.Errors.Should().Be(1);
    }

    [Fact, Trait("Guarantee", "T3")]
    public async Task CompleteAsync_BeforeTheSweepWrites_Wins()
    {
        var engine = await CreateEngineAsync();
        var test = QueueUnderTest.Over(engine);
        var sweeper = QueueUnderTest.Over(engine);
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        var held = await test.Queue.ClaimAsync("github", "a", Token);
        await test.RunOutAsync(id, Token);
        sweeper.Faults.Next(Verb.BatchWrite, Fault.Before(() => test.Queue.CompleteAsync(held!.Claim, HeldCalls.Mine, Token)));

        (await sweeper.Administration.SweepAsync(Token)).Should().Be(new TaskSweep());
        (await sweeper.Administration.SweepAsync(Token)).Should().Be(new TaskSweep());

        var task = await test.Queue.GetAsync(id, Token);
        (task!.Status, task.Result).Should().Be((AgentTaskStatus.Done, HeldCalls.Mine));
        (await test.Queue.ClaimAsync("github", "b", Token)).Should().BeNull("a completed task never comes back");
    }

    [Fact, Trait("Guarantee", "T3")]
    public async Task SweepAsync_BeforeTheCompletionIsWritten_Wins()
    {
        var engine = await CreateEngineAsync();
        var test = QueueUnderTest.Over(engine);
        var sweeper = QueueUnderTest.Over(engine);
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        var held = await test.Queue.ClaimAsync("github", "a", Token);
        await test.RunOutAsync(id, Token);
        test.Faults.Next(Verb.Commit, Fault.Before(() => sweeper.Administration.SweepAsync(Token)));

        var complete = () => test.Queue.CompleteAsync(held!.Claim, HeldCalls.Mine, Token);

        await complete.Should().ThrowAsync<LeaseLostException>();
        var task = await test.Queue.GetAsync(id, Token);
        (task!.Status, task.Result).Should().Be((AgentTaskStatus.Scheduled, null));
    }

    [Fact, Trait("Guarantee", "T4")]
    public async Task SweepAsync_WithAnOldSnapshot_DoesNotEndANewerAttempt()
    {
        var engine = await CreateEngineAsync();
        var test = QueueUnderTest.Over(engine);
        var slow = QueueUnderTest.Over(engine);
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        await test.Queue.ClaimAsync("github", "a", Token);
        await test.RunOutAsync(id, Token);
        ClaimedTask? newer = null;
        slow.Faults.Next(Verb.BatchWrite, Fault.Before(async () =>
        {
            await test.LoseLeaseAsync(id, Token);
            newer = await test.Queue.ClaimAsync("github", "a", Token);
        }));

        (await slow.Administration.SweepAsync(Token)).Should().Be(new TaskSweep());

        newer!.Task.Attempt.Should().Be(2);
        await test.Queue.CompleteAsync(newer.Claim, HeldCalls.Mine, Token);
        (await test.Queue.GetAsync(id, Token))!.Status.Should().Be(AgentTaskStatus.Done);
    }

    [Theory, Trait("Guarantee", "T4")]
    [InlineData(StatsCounting.Batched)]
    [InlineData(StatsCounting.WithTask)]
    public async Task RenewAsync_BeforeTheSweepWrites_KeepsTheTask(StatsCounting counting)
    {
        var engine = await CreateEngineAsync();
        var test = QueueUnderTest.Over(engine);
        var sweeper = QueueUnderTest.Over(engine, new TaskOptions { StatsCounting = counting });
        await test.Agents.RegisterAsync(new AgentRegistration { Id = "a", Type = "github" }, Token);
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        var held = await test.Queue.ClaimAsync("github", "a", Token);
        await test.RunOutAsync(id, Token);
        var renewal = Fault.Before(() => held!.RenewAsync(Token));
        sweeper.Faults.Next(counting is StatsCounting.WithTask ? Verb.Commit : Verb.BatchWrite, renewal);

        (await sweeper.Administration.SweepAsync(Token)).Should().Be(new TaskSweep());

        await held!.CompleteAsync(cancellationToken: Token);
    }

    [Fact, Trait("Guarantee", "T20")]
    public async Task SweepAsync_WithAnUnreadableTask_SweepsTheOthers()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        for (var i = 0; i < 3; i++)
        {
            await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
            await test.RunOutAsync((await test.Queue.ClaimAsync("github", "a", Token))!.Task.Id, Token);
        }

        var unreadable = (await test.AllStoredAsync(Token))[1];
        await test.PatchRawAsync(
            DatabaseRoot.IdOf(unreadable.Name), new Dictionary<string, Value?> { ["payload"] = Values.Of("not a map") }, Token);

        (await test.Administration.SweepAsync(Token)).Should().Be(new TaskSweep { Expired = 2 });
    }

    [Theory, Trait("Guarantee", "T20")]
    [InlineData(StatsCounting.Batched)]
    [InlineData(StatsCounting.WithTask)]
    public async Task SweepAsync_OfAFullDocument_StillExpiresTheLease(StatsCounting counting)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync(), new TaskOptions { StatsCounting = counting });
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        await test.Queue.ClaimAsync("github", "a", Token);
        await test.RunOutAsync(id, Token);
        var stored = await test.StoredAsync(id, Token);
        var room = ValueRules.MaxDocumentBytes - (int)DocumentSize.OfDocument(stored.Name, stored.Fields) - "filler".Length - 2;
        await test.PatchRawAsync(id, new Dictionary<string, Value?> { ["filler"] = Values.Of(new string('x', room)) }, Token);

        (await test.Administration.SweepAsync(Token)).Should().Be(new TaskSweep { Expired = 1 });

        (await test.Queue.GetAsync(id, Token))!.Status.Should().Be(AgentTaskStatus.Scheduled);
    }

    [Fact, Trait("Guarantee", "T1"), Trait("Guarantee", "T23")]
    public async Task SweepAsync_OfOtherClientsTasks_AddsTheFieldsOfTheClaimOrder()
    {
        const int Foreign = 205;
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        string[][] missing = [["priority"], ["createdAt"], ["priority", "createdAt"]];
        var writes = Enumerable.Range(0, Foreign)
            .Select(i => Writes.Create(test.NameOf($"foreign{i:000}"), FieldsWithout(missing[i % 3]))).ToList();
        (await test.Engine.CommitDirectlyAsync(writes, Token)).Kind.Should().Be(OutcomeKind.Applied);
        var complete = await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(priority: 6), Token);
        var before = await test.StoredAsync(complete.Id, Token);

        (await test.Administration.SweepAsync(Token)).Should().Be(new TaskSweep { Repaired = Foreign });

        var stored = (await test.AllStoredAsync(Token)).Where(task => task.Name != before.Name).ToList();
        stored.Should().OnlyContain(task => task.Fields["priority"].IntegerValue == 5 && task.Fields["note"].StringValue == "kept");
        stored.OrderBy(task => task.Name, StringComparer.Ordinal)
            .Select(task => task.Fields["createdAt"].TimestampValue.ToDateTimeOffset()).Should()
            .Equal(Enumerable.Range(0, Foreign).Select(i => i % 3 == 0 ? QueueUnderTest.LongAgo : stored[0].CreateTime.ToDateTimeOffset()));
        (await test.StoredAsync(complete.Id, Token)).Should().Be(before, "its fields are complete");
        var claimed = await test.Queue.ClaimManyAsync("github", "a", 500, Token);
        claimed.Should().HaveCount(Foreign + 1);
        claimed[0].Task.Id.Should().Be(complete.Id);

        Dictionary<string, Value> FieldsWithout(string[] names) => new Dictionary<string, Value>
        {
            ["type"] = Values.Of("github"),
            ["status"] = Values.Of("pending"),
            ["priority"] = Values.Of(5),
            ["createdAt"] = Values.Of(QueueUnderTest.LongAgo),
            ["note"] = Values.Of("kept"),
        }.Where(field => !names.Contains(field.Key)).ToDictionary();
    }

    [Fact, Trait("Guarantee", "T1"), Trait("Guarantee", "T23")]
    public async Task SweepAsync_WithAnUnwritableTask_RepairsTheOthers()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(type: "other"), Token);
        var fields = new Dictionary<string, Value> { ["type"] = Values.Of("other"), ["status"] = Values.Of("pending") };
        var writes = Enumerable.Range(0, 105).Select(i => Writes.Create(test.NameOf($"foreign{i:000}"), fields)).ToList();
        (await test.Engine.CommitDirectlyAsync(writes, Token)).Kind.Should().Be(OutcomeKind.Applied);
        await test.FillAsync("foreign050", Token);

        (await test.Administration.SweepAsync(Token)).Repaired.Should().Be(104);
    }

    [Fact, Trait("Guarantee", "T43")]
    public async Task SweepAsync_WithinAnHour_CountsTheTasksOfItsTypesOnce()
    {
        var time = new FakeTimeProvider();
        var test = QueueUnderTest.Over(await CreateEngineAsync(), time: time);
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await test.Administration.SweepAsync(Token);
        test.Faults.Calls.Count(verb => verb is Verb.Aggregate).Should().Be(2);
        var foreign = new Dictionary<string, Value> { ["type"] = Values.Of("github"), ["status"] = Values.Of("pending") };
        await test.WriteRawAsync(Writes.Create(test.NameOf("foreign"), foreign), Token);

        (await test.Administration.SweepAsync(Token)).Should().Be(new TaskSweep());
        time.Advance(TimeSpan.FromHours(1));
        (await test.Administration.SweepAsync(Token)).Should().Be(new TaskSweep { Repaired = 1 });

        test.Faults.Calls.Count(verb => verb is Verb.Aggregate).Should().Be(2 + 3);
    }

    [Fact, Trait("Guarantee", "T20")]
    public async Task SweepAsync_WhenItsCountFails_StillSweeps()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await test.RunOutAsync((await test.Queue.ClaimAsync("github", "a", Token))!.Task.Id, Token);
        test.Faults.Otherwise = verb => verb is Verb.Aggregate ? Fault.LoseReply : null;

        (await test.Administration.SweepAsync(Token)).Should().Be(new TaskSweep { Expired = 1 });
    }

    [Fact]
    public async Task SweepAsync_WithNothingToDo_CostsTwoReads()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await test.Queue.ClaimAsync("github", "a", Token);
        await test.Administration.SweepAsync(Token);
        var before = test.Stack.Billed.Read();

        await test.Administration.SweepAsync(Token);

        test.Stack.Billed.Read().Should().Be(before with { Reads = before.Reads + 2 });
        test.Faults.Calls.TakeLast(2).Should().Equal(Verb.Query, Verb.Query);
    }
}
