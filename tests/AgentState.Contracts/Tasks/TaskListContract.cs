using AgentState.TestKit;

namespace AgentState.Contracts;

/// <summary>EnqueueManyAsync adds many tasks in few commits, keeps their order, and returns one outcome per task.</summary>
public abstract class TaskListContract : Contract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "T29"), Trait("Guarantee", "T23")]
    public async Task EnqueueManyAsync_Of1001Tasks_SplitsByCountAndKeepsTheOrder()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var tasks = Numbered(1_001);

        var outcomes = await test.Queue.EnqueueManyAsync(tasks, Token);

        test.Faults.Calls.Should().Equal(Verb.Commit, Verb.Commit, Verb.Commit);
        test.Stack.Billed.Read().Should().Be(new BilledOperations { Reads = 0, Writes = 1_001, Deletes = 0 });
        outcomes.Should().OnlyContain(outcome => outcome.IsCreated && outcome.Error == null);
        var stored = (await test.AllStoredAsync(Token)).Select(TaskDocument.Read)
            .OrderBy(task => task.CreatedAt).ThenBy(task => task.Id, StringComparer.Ordinal).ToList();
        stored.Select(task => (task.Id, task.Payload))
            .Should().Equal(outcomes.Zip(tasks, (outcome, task) => (outcome.TaskId, task.Payload)));
    }

    [Fact, Trait("Guarantee", "T23")]
    public async Task EnqueueManyAsync_ThenClaimAsync_KeepsTheOrder()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var outcomes = await test.Queue.EnqueueManyAsync([.. Numbered(12)], Token);

        var claimed = new List<string>();
        while (await test.Queue.ClaimAsync("github", "a", Token) is { } task)
        {
            claimed.Add(task.Task.Id);
        }

        claimed.Should().Equal(outcomes.Select(outcome => outcome.TaskId));
    }

    [Fact, Trait("Guarantee", "T29")]
    public async Task EnqueueManyAsync_OfLargeTasks_SplitsBySize()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var large = StateMap.FromDictionary(new Dictionary<string, object?> { ["text"] = new string('x', 1_000_000) });

        var outcomes = await test.Queue.EnqueueManyAsync([.. Enumerable.Repeat(QueueUnderTest.NewTask(payload: large), 9)], Token);

        outcomes.Should().OnlyContain(outcome => outcome.IsCreated).And.OnlyHaveUniqueItems();
        test.Faults.Calls.Should().Equal(Verb.Commit, Verb.Commit, Verb.Commit);
        (await test.AllStoredAsync(Token)).Should().HaveCount(9);
    }

    [Fact, Trait("Guarantee", "T29"), Trait("Guarantee", "T31")]
    public async Task EnqueueManyAsync_WithEqualKeys_AddsOneTaskOrReportsMismatch()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());

        var outcomes = await test.Queue.EnqueueManyAsync(
            [Keyed("a", 1), Keyed("b", 2), Keyed("a", 1), Keyed("a", 3), Numbered(1)[0], Keyed("b", 2)], Token);

        test.Faults.Calls.Should().Equal(Verb.Commit);
        outcomes.Select(outcome => (outcome.IsCreated, outcome.Error?.GetType())).Should().Equal(
            (true, null), (true, null), (true, null), (false, typeof(IdempotencyMismatchException)), (true, null), (true, null));
        outcomes[2].Should().Be(outcomes[0]);
        outcomes[5].Should().Be(outcomes[1]);
        outcomes[3].TaskId.Should().Be(outcomes[0].TaskId);
        (await test.AllStoredAsync(Token)).Should().HaveCount(3);
    }

    [Fact, Trait("Guarantee", "T29"), Trait("Guarantee", "T31")]
    public async Task EnqueueManyAsync_WithExistingKeys_ReadsThemAndCommitsTheRest()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var same = await test.Queue.EnqueueAsync(Keyed("same", 1), Token);
        var other = await test.Queue.EnqueueAsync(Keyed("other", 1), Token);
        var (calls, billed) = (test.Faults.Calls.Count, test.Stack.Billed.Read());

        var outcomes = await test.Queue.EnqueueManyAsync(
            [.. Numbered(3), Keyed("same", 1), Keyed("other", 2), Keyed("new", 1), .. Numbered(2)], Token);

        test.Faults.Calls.Skip(calls).Should().Equal(Verb.Commit, Verb.Get, Verb.Commit);
        test.Stack.Billed.Read()
            .Should().Be(billed with { Reads = billed.Reads + 3, Writes = billed.Writes + 6 }, "only tasks with a key are read");
        outcomes.Select(outcome => outcome.IsCreated).Should().Equal(true, true, true, false, false, true, true, true);
        outcomes[3].Should().Be(new EnqueueOutcome { TaskId = same.Id });
        outcomes[4].Error.Should().BeOfType<IdempotencyMismatchException>().Which.TaskId.Should().Be(other.Id);
        (await test.AllStoredAsync(Token)).Should().HaveCount(8);
    }

    [Theory, Trait("Guarantee", "T29"), Trait("Guarantee", "T7"), Trait("Guarantee", "T31")]
    [InlineData("lose-reply", false)]
    [InlineData("lose-request", false)]
    [InlineData("lose-reply", true)]
    [InlineData("lose-request", true)]
    [InlineData("lose-both", true)]
    public async Task EnqueueManyAsync_WithALostReply_RecognisesItsTasks(string fault, bool withKeys)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Queue.EnqueueAsync(Keyed("there", 1), Token);
        NewTask[] keyed = withKeys ? [Keyed("there", 1), Keyed("new", 1)] : [];
        Fault?[] faults = fault switch
        {
            "lose-reply" => [Fault.LoseReply],
            "lose-request" => [Fault.LoseRequest],
            _ => [Fault.LoseRequest, null, Fault.LoseReply],
        };
        test.Faults.Next(Verb.Commit, faults);

        var outcomes = await test.Queue.EnqueueManyAsync([.. keyed, .. Numbered(4)], Token);

        outcomes.Should().OnlyContain(outcome => outcome.Error == null);
        outcomes.Select(outcome => outcome.IsCreated)
            .Should().Equal(withKeys ? [false, true, true, true, true, true] : [true, true, true, true]);
        (await test.AllStoredAsync(Token)).Select(document => DatabaseRoot.IdOf(document.Name))
            .Should().BeEquivalentTo(outcomes.Select(outcome => outcome.TaskId).Append(TaskIds.OfKey("github", "there")).Distinct());
    }

    [Fact, Trait("Guarantee", "T29"), Trait("Guarantee", "T7"), Trait("Guarantee", "T31")]
    public async Task EnqueueManyAsync_UnderEverySequenceOfFaults_AddsEachTaskOnce()
    {
        var engine = await CreateEngineAsync();
        Fault?[] faults = [null, Fault.LoseReply, Fault.LoseRequest, Fault.Abort];
        var run = 0;
        foreach (var (first, second, third) in from a in faults from b in faults from c in faults select (a, b, c))
        {
            var type = $"run{run++}";
            var test = QueueUnderTest.Over(engine);
            NewTask[] tasks = [Keyed("there", 1), .. Numbered(2), Keyed("new", 1), Keyed("other", 2)];
            await test.Queue.EnqueueManyAsync([Keyed("there", 1) with { Type = type }, Keyed("other", 1) with { Type = type }], Token);
            test.Faults.Next(Verb.Commit, first, second, third);
            test.Faults.Next(Verb.Get, third, second);

            var outcomes = await test.Queue.EnqueueManyAsync([.. tasks.Select(task => task with { Type = type })], Token);

            outcomes.Select(outcome => (outcome.IsCreated, outcome.Error?.GetType())).Should().Equal(
                [(false, null), (true, null), (true, null), (true, null), (false, typeof(IdempotencyMismatchException))],
                "{0}, {1}, {2}", first, second, third);
            var stored = await engine.QueryAsync(
                engine.Root.Parent, new DocumentQuery("tasks").WhereEqual("type", Values.Of(type)).Build(), Token);
            stored.Documents.Select(document => DatabaseRoot.IdOf(document.Name))
                .Should().BeEquivalentTo(outcomes.Select(outcome => outcome.TaskId));
        }
    }

    [Theory, Trait("Guarantee", "T29"), Trait("Guarantee", "T31")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EnqueueManyAsync_OfKeysWithALostReply_AddsEachTaskOnce(bool isApplied)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var other = QueueUnderTest.Over(test.Engine);
        test.Faults.Next(Verb.Commit, isApplied ? Fault.LoseReply : Fault.LoseRequest);
        if (!isApplied)
        {
            // A task that existed before the retry belongs to another caller.
            test.Faults.Next(Verb.Commit, Fault.Before(() => other.Queue.EnqueueAsync(Keyed("a", 1), Token)));
        }

        var outcomes = await test.Queue.EnqueueManyAsync([Keyed("a", 1), Keyed("b", 1)], Token);

        outcomes.Select(outcome => outcome.IsCreated).Should().Equal(isApplied, true);
        (await test.AllStoredAsync(Token)).Should().HaveCount(2);
    }

    [Fact, Trait("Guarantee", "T29"), Trait("Guarantee", "T31")]
    public async Task EnqueueManyAsync_ConcurrentWithSharedKeys_AddsEachTaskOnce()
    {
        var engine = await CreateEngineAsync();

        var all = await Task.WhenAll(Enumerable.Range(0, 12).Select(caller => Task.Run(async () =>
        {
            var process = QueueUnderTest.Over(engine);
            process.Faults.Next(Verb.Commit, (caller % 3) switch { 0 => Fault.LoseReply, 1 => Fault.Abort, _ => null });
            var mine = Enumerable.Range(0, 8).Select(number => Keyed($"k{(number + caller) % 16}", 1));
            return await process.Queue.EnqueueManyAsync([.. mine, .. Numbered(2)], Token);
        })));

        all.SelectMany(outcomes => outcomes).Should().OnlyContain(outcome => outcome.Error == null);
        (await QueueUnderTest.Over(engine).AllStoredAsync(Token)).Should().HaveCount(16 + (12 * 2));
    }

    [Fact, Trait("Guarantee", "T29")]
    public async Task EnqueueManyAsync_DuringAnOutage_ReportsWhatMayBeApplied()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync(), attempts: 1);
        test.Faults.Next(Verb.Commit, null, Fault.LoseReply);

        var outcomes = await test.Queue.EnqueueManyAsync(Numbered(1_200), Token);

        test.Faults.Calls.Should().Equal([Verb.Commit, Verb.Commit], "chunks after the outage are not sent");
        outcomes.Take(500).Should().OnlyContain(outcome => outcome.IsCreated && outcome.Error == null);
        outcomes.Skip(500).Should().OnlyContain(outcome => !outcome.IsCreated);
        MayBeThere(outcomes.Skip(500).Take(500)).Should().OnlyContain(mayBe => mayBe);
        MayBeThere(outcomes.Skip(1_000)).Should().HaveCount(200).And.OnlyContain(mayBe => !mayBe);
        (await test.Queue.GetAsync(outcomes[500].TaskId, Token)).Should().NotBeNull("the caller can check by the id");

        static IEnumerable<bool> MayBeThere(IEnumerable<EnqueueOutcome> failed) =>
            failed.Select(outcome => outcome.Error.Should().BeOfType<StateUnavailableException>().Subject.MayHaveBeenApplied).ToList();
    }

    [Fact, Trait("Guarantee", "T29")]
    public async Task EnqueueManyAsync_WhenTheReadBackFails_ReportsMayHaveBeenApplied()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync(), attempts: 2);
        test.Faults.Next(Verb.Commit, Fault.LoseReply);
        test.Faults.Next(Verb.Get, Fault.Abort, Fault.Abort);

        var outcomes = await test.Queue.EnqueueManyAsync(Numbered(3), Token);

        outcomes.Should().HaveCount(3).And.OnlyContain(outcome => !outcome.IsCreated);
        foreach (var outcome in outcomes)
        {
            outcome.Error.Should().BeOfType<StateUnavailableException>()
                .Which.MayHaveBeenApplied.Should().BeTrue("the commit's reply was lost");
        }

        (await test.AllStoredAsync(Token)).Should().HaveCount(3);
    }

    [Theory, Trait("Guarantee", "T29")]
    [InlineData(499, 1)]
    [InlineData(500, 1)]
    [InlineData(501, 2)]
    [InlineData(1_000, 2)]
    public async Task EnqueueManyAsync_AroundTheCommitLimit_UsesTheFewestCommits(int count, int commits)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());

        var outcomes = await test.Queue.EnqueueManyAsync(Numbered(count), Token);

        outcomes.Should().HaveCount(count).And.OnlyContain(outcome => outcome.IsCreated && outcome.Error == null);
        test.Faults.Calls.Should().Equal(Enumerable.Repeat(Verb.Commit, commits));
        (await test.AllStoredAsync(Token)).Should().HaveCount(count);
    }

    [Fact, Trait("Guarantee", "T29"), Trait("Guarantee", "P12")]
    public async Task EnqueueManyAsync_Cancelled_ReturnsAnOutcomePerTask()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        using var caller = new CancellationTokenSource();
        test.Faults.Next(Verb.Commit, Fault.After(caller.CancelAsync));

        var outcomes = await test.Queue.EnqueueManyAsync(Numbered(600), caller.Token);

        outcomes.Take(500).Should().OnlyContain(outcome => outcome.IsCreated);
        outcomes.Skip(500).Should().OnlyContain(outcome => outcome.Error is OperationCanceledException);
        (await test.AllStoredAsync(Token)).Should().HaveCount(500);
    }

    [Fact, Trait("Guarantee", "T29"), Trait("Guarantee", "P13")]
    public async Task EnqueueManyAsync_WithAnInvalidTask_NamesItsIndexAndSendsNothing()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var large = StateMap.FromDictionary(
            new Dictionary<string, object?> { ["a"] = new string('x', 600_000), ["b"] = new string('x', 600_000) });

        var bad = () => test.Queue.EnqueueManyAsync([.. Numbered(3), QueueUnderTest.NewTask(priority: 11)], Token);
        var none = () => test.Queue.EnqueueManyAsync([.. Numbered(2), null!], Token);
        var tooLarge = () => test.Queue.EnqueueManyAsync([.. Numbered(1), QueueUnderTest.NewTask(payload: large)], Token);

        (await bad.Should().ThrowAsync<ArgumentException>().WithMessage("Task 3 of the list*")).Which.ParamName.Should().Be("tasks");
        await none.Should().ThrowAsync<ArgumentException>().WithMessage("Task 2 of the list*");
        (await tooLarge.Should().ThrowAsync<StateLimitException>().WithMessage("Task 1 of the list*")).Which.Path.Should().Be("payload");
        test.Faults.Calls.Should().BeEmpty();
    }

    [Fact, Trait("Guarantee", "T29"), Trait("Guarantee", "T24"), Trait("Guarantee", "T31")]
    public async Task EnqueueManyAsync_OfADelayedKeyTwice_SchedulesItOnce()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        NewTask[] tasks = [.. Numbered(1), Keyed("later", 1) with { Delay = TimeSpan.FromHours(1) }];

        var first = await test.Queue.EnqueueManyAsync(tasks, Token);
        var second = await test.Queue.EnqueueManyAsync(tasks, Token);

        second.Select(outcome => outcome.IsCreated).Should().Equal(true, false);
        var task = await test.Queue.GetAsync(first[1].TaskId, Token);
        task!.Status.Should().Be(AgentTaskStatus.Scheduled);
        (task.RunAt - task.CreatedAt).Should().BeCloseTo(TimeSpan.FromHours(1), TimeSpan.FromMinutes(1));
        (await test.Queue.EnqueueAsync(tasks[1], Token)).Should().Be(task);
        var batch = test.CreateBatch();
        batch.Enqueue(tasks[1]);
        await batch.CommitAsync(Token);
        (await test.Queue.GetAsync(task.Id, Token)).Should().Be(task);
    }

    [Fact, Trait("Guarantee", "T29")]
    public async Task EnqueueManyAsync_OfAnEmptyList_CostsNothing()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());

        (await test.Queue.EnqueueManyAsync([], Token)).Should().BeEmpty();

        test.Faults.Calls.Should().BeEmpty();
    }

    private static NewTask[] Numbered(int count) =>
        [
            .. Enumerable.Range(0, count)
                .Select(number => StateMap.FromDictionary(new Dictionary<string, object?> { ["n"] = (long)number }))
                .Select(payload => QueueUnderTest.NewTask(payload: payload)),
        ];

    private static NewTask Keyed(string key, long number) =>
        QueueUnderTest.NewTask(payload: StateMap.FromDictionary(new Dictionary<string, object?> { ["n"] = number }))
            with
        { IdempotencyKey = key };
}
