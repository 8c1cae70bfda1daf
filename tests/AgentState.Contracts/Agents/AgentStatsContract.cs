using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Contracts;

/// <summary>Tests that every engine must pass: counters are exact despite lost replies, and exist only for registered agents.</summary>
public abstract class AgentStatsContract : Contract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "A6"), Trait("Guarantee", "T13")]
    public async Task IncrementStatsAsync_ThousandAtOnceWithFaults_CountsEachOnce()
    {
        var engine = await CreateEngineAsync();
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var processes = Enumerable.Range(0, 4).Select(_ => QueueUnderTest.Over(engine, attempts: 8)).ToList();
        await processes[0].Agents.RegisterAsync(new AgentRegistration { Id = "a", Type = "github" }, Token);
        foreach (var process in processes)
        {
            process.Faults.Otherwise = verb =>
            {
                lock (random)
                {
                    return random.Next(verb is Verb.Commit ? 3 : 10) == 0 ? random.Next(3) switch
                    {
                        0 => Fault.LoseReply,
                        1 => Fault.LoseRequest,
                        _ => Fault.Abort,
                    } : null;
                }
            };
        }

        await Task.WhenAll(processes.SelectMany(process => Enumerable.Range(0, 250).Select(number => Task.Run(
            async () =>
            {
                try
                {
                    await process.Agents.IncrementStatsAsync("a", Increment(completed: 1, errors: number % 2), Token);
                }
                catch (StateUnavailableException)
                {
                    // Too many faults in a row: the increment is kept, and stored with a later one.
                }
            },
            Token))));
        foreach (var process in processes)
        {
            process.Faults.Otherwise = _ => null;
            await process.Counters.FlushAsync(Token);
        }

        (await StatsAsync(processes[0])).Should().Be(Increment(completed: 1000, errors: 500), "with seed {0}", seed);
    }

    [Fact, Trait("Guarantee", "A6")]
    public async Task IncrementStatsAsync_WithAnUnknownOutcome_IsAddedOnceLater()
    {
        var test = await RegisteredAsync();
        test.Faults.Next(Verb.Commit, Fault.LoseReply);
        test.Faults.Otherwise = verb => verb is Verb.Get ? Fault.LoseRequest : null;
        var increment = () => test.Agents.IncrementStatsAsync("a", Increment(completed: 1), Token);
        await increment.Should().ThrowAsync<StateUnavailableException>();
        test.Faults.Otherwise = _ => null;

        await test.Agents.IncrementStatsAsync("a", Increment(completed: 10), Token);

        (await StatsAsync(test)).Should().Be(Increment(completed: 11));
    }

    [Fact, Trait("Guarantee", "A6")]
    public async Task IncrementStatsAsync_WithLostRequest_IsStoredByTheNextFlush()
    {
        var test = await RegisteredAsync();
        test.Faults.Otherwise = verb => verb is Verb.Commit ? Fault.LoseRequest : null;
        var increment = () => test.Agents.IncrementStatsAsync("a", Increment(errors: 2), Token);
        await increment.Should().ThrowAsync<StateUnavailableException>();
        test.Faults.Otherwise = _ => null;

        await test.Counters.FlushAsync(Token);
        await test.Counters.FlushAsync(Token);

        (await StatsAsync(test)).Should().Be(Increment(errors: 2));
    }

    [Fact, Trait("Guarantee", "A6")]
    public async Task IncrementStatsAsync_OfUnknownAgent_ThrowsAndCreatesNothing()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());

        var increment = () => test.Agents.IncrementStatsAsync("unknown", Increment(completed: 1), Token);

        (await increment.Should().ThrowAsync<StateNotFoundException>()).Which.Path.Should().Be("agents/unknown");
        (await test.Agents.GetAsync("unknown", Token)).Should().BeNull();
        (await InstancesAsync(test, "unknown")).Should().BeEmpty();
    }

    [Fact, Trait("Guarantee", "A6")]
    public async Task IncrementStatsAsync_BesideAnotherClient_KeepsItsIncrement()
    {
        var test = await RegisteredAsync();
        await test.Agents.IncrementStatsAsync("a", Increment(completed: 1), Token);
        await test.WriteRawAsync(AgentWrites.Increment(test.Engine.Root, "a", Increment(completed: 5)), Token);

        await test.Agents.IncrementStatsAsync("a", Increment(completed: 1), Token);

        (await StatsAsync(test)).Should().Be(Increment(completed: 7));
    }

    [Fact, Trait("Guarantee", "T13")]
    public async Task IncrementStatsAsync_AfterInstanceDocumentLoss_CountsOnce()
    {
        var test = await RegisteredAsync();
        await test.Agents.IncrementStatsAsync("a", Increment(completed: 3), Token);
        var instance = (await InstancesAsync(test, "a")).Should().ContainSingle().Subject;
        await test.Engine.CommitDirectlyAsync([Writes.Delete(instance.Name)], Token);

        await test.Agents.IncrementStatsAsync("a", Increment(completed: 1), Token);

        (await StatsAsync(test)).Should().Be(Increment(completed: 4));
    }

    [Fact, Trait("Guarantee", "T13")]
    public async Task EndedTasks_UntilAFlush_ArePendingThenStoredInTwoWrites()
    {
        var test = await RegisteredAsync();
        await EndAsync(test, completed: 3, failed: 2);
        (await StatsAsync(test)).Should().Be(Increment(), "nothing is stored before the flush");
        var before = test.Stack.Billed.Read();

        await test.Counters.FlushAsync(Token);

        (await StatsAsync(test)).Should().Be(Increment(completed: 3, errors: 2));
        test.Stack.Billed.Read()
            .Should().Be(before with { Writes = before.Writes + 2, Reads = before.Reads + 1 }, "the one read is made by this test");
        var instance = (await InstancesAsync(test, "a")).Should().ContainSingle().Subject;
        instance.Fields.Keys.Should().BeEquivalentTo("agentId", "host", "process", "startedAt", "flushed", "expireAt");
        instance.Fields["flushed"].MapValue.Fields["tasksCompleted"].IntegerValue.Should().Be(3);
        instance.Fields["expireAt"].TimestampValue.ToDateTimeOffset().Should().BeAfter(instance.UpdateTime.ToDateTimeOffset().AddDays(1));
    }

    [Fact, Trait("Guarantee", "T13")]
    public async Task EndedTasks_WithFlushInterval_AreStoredOncePerIntervalAndAtDispose()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var engine = await CreateEngineAsync();
        var test = QueueUnderTest.Over(engine, time: time, flushInterval: TimeSpan.FromSeconds(1));
        await test.Agents.RegisterAsync(new AgentRegistration { Id = "a", Type = "github" }, Token);
        await EndAsync(test, completed: 2);
        var commits = Commits(test);

        time.Advance(TimeSpan.FromMilliseconds(999));
        Commits(test).Should().Be(commits);
        var flushed = new TaskCompletionSource();
        test.Faults.Next(Verb.Commit, Fault.After(() =>
        {
            flushed.SetResult();
            return Task.CompletedTask;
        }));
        time.Advance(TimeSpan.FromMilliseconds(1));
        await flushed.Task.WaitAsync(Eventually.Patience, Token);
        await test.Counters.FlushAsync(Token);
        (await StatsAsync(test)).Should().Be(Increment(completed: 2));
        Commits(test).Should().Be(commits + 1, "one flush stored everything");

        await EndAsync(test, completed: 1, failed: 1);
        await test.Counters.DisposeAsync();
        await test.Counters.DisposeAsync();

        (await StatsAsync(QueueUnderTest.Over(engine))).Should().Be(Increment(completed: 3, errors: 1));
        (await InstancesAsync(test, "a")).Should().BeEmpty("disposal deletes the instance document");
    }

    [Fact, Trait("Guarantee", "T13")]
    public async Task EndedTasks_OfUnregisteredAgent_CreateNoDocument()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await EndAsync(test, completed: 2, failed: 1);

        await test.Counters.FlushAsync(Token);

        (await test.Agents.GetAsync("a", Token)).Should().BeNull();
        (await InstancesAsync(test, "a")).Should().BeEmpty();
    }

    [Fact, Trait("Guarantee", "T13")]
    public async Task CompleteAsync_RepeatedAfterLostReply_IsCountedOnce()
    {
        var test = await RegisteredAsync();
        var claimed = await ClaimAsync(test);
        test.Faults.Next(Verb.Commit, Fault.LoseReply, Fault.LoseReply);

        await test.Queue.CompleteAsync(claimed.Claim, cancellationToken: Token);
        await test.Queue.CompleteAsync(claimed.Claim, cancellationToken: Token);
        await test.Counters.FlushAsync(Token);

        (await StatsAsync(test)).Should().Be(Increment(completed: 1));
    }

    [Fact, Trait("Guarantee", "T13")]
    public async Task CompleteAsync_RepeatedAfterAnUnknownOutcome_IsCountedOnce()
    {
        var test = await RegisteredAsync();
        var claimed = await ClaimAsync(test);
        test.Faults.Otherwise = verb => verb is Verb.Commit ? Fault.LoseReply : Fault.LoseRequest;
        var complete = () => test.Queue.CompleteAsync(claimed.Claim, cancellationToken: Token);
        await complete.Should().ThrowAsync<StateUnavailableException>();
        test.Faults.Otherwise = _ => null;

        await complete();
        await complete();
        await test.Counters.FlushAsync(Token);

        (await StatsAsync(test)).Should().Be(Increment(completed: 1));
    }

    [Theory, Trait("Guarantee", "T13")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task StatsCounting_WithTask_CountsInTheCompletionsCommit(bool registered)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync(), new TaskOptions { StatsCounting = StatsCounting.WithTask });
        if (registered)
        {
            await test.Agents.RegisterAsync(new AgentRegistration { Id = "a", Type = "github" }, Token);
        }

        var completed = await ClaimAsync(test);
        var failed = await ClaimAsync(test);
        var before = test.Stack.Billed.Read();
        test.Faults.Next(Verb.Commit, registered ? Fault.LoseReply : null);
        await test.Queue.CompleteAsync(completed.Claim, cancellationToken: Token);
        await test.Queue.CompleteAsync(completed.Claim, cancellationToken: Token);
        await test.Queue.FailAsync(failed.Claim, new TaskFailure("it broke"), Token);

        if (registered)
        {
            (await StatsAsync(test)).Should().Be(Increment(completed: 1, errors: 1));
        }
        else
        {
            (await test.Agents.GetAsync("a", Token)).Should().BeNull("the count must not create an agent");
        }

        (await test.Queue.GetAsync(completed.Task.Id, Token))!.Status.Should().Be(AgentTaskStatus.Done);
        (await test.Queue.GetAsync(failed.Task.Id, Token))!.Status.Should().Be(AgentTaskStatus.Failed);
        (test.Stack.Billed.Read().Writes - before.Writes).Should().Be(registered ? 4 : 2);
    }

    [Fact, Trait("Guarantee", "T13")]
    public async Task StatsCounting_Off_CountsNothing()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync(), new TaskOptions { StatsCounting = StatsCounting.Off });
        await test.Agents.RegisterAsync(new AgentRegistration { Id = "a", Type = "github" }, Token);
        await EndAsync(test, completed: 1, failed: 1);

        await test.Counters.FlushAsync(Token);

        (await StatsAsync(test)).Should().Be(Increment());
    }

    // Proves the mechanism: without compare-and-set on the instance document, an increment is added as often as it is sent.
    [Fact, Trait("Guarantee", "A6")]
    public async Task IncrementStatsAsync_WithoutPrecondition_CountsLostRepliesTwice()
    {
        var test = QueueUnderTest.Over(new SabotagedDocumentStore(await CreateEngineAsync(), Sabotage.NoPrecondition));
        await test.Agents.RegisterAsync(new AgentRegistration { Id = "a", Type = "github" }, Token);
        await test.Agents.IncrementStatsAsync("a", Increment(completed: 1), Token);
        test.Faults.Next(Verb.Commit, Fault.LoseReply);

        await test.Agents.IncrementStatsAsync("a", Increment(completed: 1), Token);

        (await StatsAsync(test)).Should().NotBe(Increment(completed: 2));
    }

    private static AgentStats Increment(long completed = 0, long errors = 0) => new() { TasksCompleted = completed, Errors = errors };

    private static int Commits(QueueUnderTest test) => test.Faults.Calls.Count(call => call is Verb.Commit);

    private static async Task<AgentStats> StatsAsync(QueueUnderTest test) => (await test.Agents.GetAsync("a", Token))!.Stats;

    private static async Task<IReadOnlyList<Document>> InstancesAsync(QueueUnderTest test, string agentId) =>
        (await test.Engine.QueryAsync(
            test.Engine.Root.Document("agents", agentId), new DocumentQuery("instances").Build(), Token)).Documents;

    private static async Task<ClaimedTask> ClaimAsync(QueueUnderTest test)
    {
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        return (await test.Queue.ClaimAsync("github", "a", Token))!;
    }

    private static async Task EndAsync(QueueUnderTest test, int completed = 0, int failed = 0)
    {
        for (var number = 0; number < completed + failed; number++)
        {
            var claimed = await ClaimAsync(test);
            await (number < completed
                ? test.Queue.CompleteAsync(claimed.Claim, cancellationToken: Token)
                : test.Queue.FailAsync(claimed.Claim, new TaskFailure("it broke"), Token));
        }
    }

    private async Task<QueueUnderTest> RegisteredAsync()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Agents.RegisterAsync(new AgentRegistration { Id = "a", Type = "github" }, Token);
        return test;
    }
}
