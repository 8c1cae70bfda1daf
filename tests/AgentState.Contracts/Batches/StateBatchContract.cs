using AgentState.TestKit;

namespace AgentState.Contracts;

/// <summary>Tests that every engine must pass: a batch is applied completely and once, or not at all.</summary>
public abstract class StateBatchContract : Contract
{
    private static readonly string[] Faults =
        ["none", "lose-reply", "lose-request", "abort", "neighbour-before", "neighbour-and-lose-reply"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> FaultPairs => [.. Faults.SelectMany(first => Faults.Select(second => (first, second)))];

    [Theory, Trait("Guarantee", "T37")]
    [MemberData(nameof(FaultPairs))]
    public async Task CommitAsync_UnderFaults_TakesEffectOnce(string first, string second)
    {
        var engine = await CreateEngineAsync();
        var test = QueueUnderTest.Over(engine);
        await test.Agents.RegisterAsync(new AgentRegistration { Id = "a", Type = "github" }, Token);
        await test.Users.CreateOrUpdateAsync("42", new UserUpdate(), Token);
        var claimed = await ClaimAsync(test);
        var batch = test.CreateBatch();
        batch.Complete(claimed, StateMap.FromJson("""{ "merged": true }"""));
        var children = new[] { batch.Enqueue(QueueUnderTest.NewTask("child")), batch.Enqueue(QueueUnderTest.NewTask("child")) };
        batch.SetAgentStatus("a", AgentStatus.Idle);
        batch.PatchPreferences("42", MapPatch.Empty.Set("seen", true));
        var entry = batch.Write(new NewActivity { Agent = "a", Action = "task.completed" });
        var notes = 0;
        test.Faults.Next(Verb.Commit, Make(first), Make(second));

        await batch.CommitAsync(Token);

        (await test.Queue.GetAsync(claimed.Task.Id, Token))!.Status.Should().Be(AgentTaskStatus.Done);
        (await test.AllStoredAsync(Token)).Select(document => DatabaseRoot.IdOf(document.Name))
            .Should().BeEquivalentTo([claimed.Task.Id, .. children]);
        (await test.Users.GetAsync("42", Token))!.Preferences.Should().Be(StateMap.FromJson("""{"seen":true}"""));
        (await test.Activity.ListAsync(cancellationToken: Token)).Items.Should().ContainSingle().Which.Id.Should().Be(entry);
        var agent = await test.Agents.GetAsync("a", Token);
        agent!.Status.Should().Be(AgentStatus.Idle);
        agent.LastRun.Should().NotBeNull();
        await test.Counters.FlushAsync(Token);
        (await test.Agents.GetAsync("a", Token))!.Stats.Should().Be(new AgentStats { TasksCompleted = 1 });
        for (var note = 0; note < notes; note++)
        {
            (await test.StoredAsync(claimed.Task.Id, Token)).Fields.Should().ContainKey($"note{note}", "a concurrent write survives");
        }

        Fault? Make(string fault) => fault switch
        {
            "none" => null,
            "lose-reply" => Fault.LoseReply,
            "lose-request" => Fault.LoseRequest,
            "abort" => Fault.Abort,
            "neighbour-before" => Fault.Before(NoteAsync),
            _ => Fault.LoseReplyBehind(NoteAsync),
        };

        Task NoteAsync() => test.PatchRawAsync(
            claimed.Task.Id, new Dictionary<string, Google.Cloud.Firestore.V1.Value?> { [$"note{notes++}"] = Values.Of(true) }, Token);
    }

    [Fact, Trait("Guarantee", "T37")]
    public async Task CommitAsync_WithLostClaim_WritesNothing()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var claimed = await ClaimAsync(test);
        await test.ExpireLeaseAsync(claimed.Task.Id, Token);
        await test.Queue.ClaimAsync("github", "b", Token);
        var batch = test.CreateBatch();
        batch.Enqueue(QueueUnderTest.NewTask("child"));
        batch.SetAgentStatus("a", AgentStatus.Idle);
        batch.Complete(claimed);

        var commit = () => batch.CommitAsync(Token);

        (await commit.Should().ThrowAsync<LeaseLostException>()).Which.TaskId.Should().Be(claimed.Task.Id);
        (await test.AllStoredAsync(Token)).Should().ContainSingle();
        (await test.Agents.GetAsync("a", Token)).Should().BeNull();
    }

    [Fact, Trait("Guarantee", "T37")]
    public async Task CommitAsync_WithUnknownUserOrStaleVersion_WritesNothing()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var claimed = await ClaimAsync(test);
        var stale = (await test.Agents.RegisterAsync(new AgentRegistration { Id = "a", Type = "github" }, Token)).Version;
        await test.Agents.SetStatusAsync("a", AgentStatus.Running, cancellationToken: Token);
        var unknown = test.CreateBatch();
        unknown.Complete(claimed);
        unknown.PatchPreferences("unknown", MapPatch.Empty.Set("x", 1));
        var late = test.CreateBatch();
        late.Complete(claimed);
        late.PatchAgentConfig("a", MapPatch.Empty.Set("x", 1), WriteCondition.IfVersion(stale));

        (await unknown.Awaiting(batch => batch.CommitAsync(Token)).Should().ThrowAsync<StateNotFoundException>()).Which.Path
            .Should().Be("users/unknown");
        (await late.Awaiting(batch => batch.CommitAsync(Token)).Should().ThrowAsync<StateConflictException>()).Which.Path
            .Should().Be("agents/a");

        (await test.Queue.GetAsync(claimed.Task.Id, Token))!.Status.Should().Be(AgentTaskStatus.Processing);
    }

    [Fact, Trait("Guarantee", "T37")]
    public async Task CommitAsync_RepeatedAfterAnUnknownOutcome_TakesEffectOnce()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var claimed = await ClaimAsync(test);
        var batch = test.CreateBatch();
        batch.Fail(claimed, new TaskFailure("it broke"));
        batch.Enqueue(QueueUnderTest.NewTask("child"));
        test.Faults.Otherwise = verb => verb is Verb.Commit ? Fault.LoseReply : Fault.LoseRequest;
        var commit = () => batch.CommitAsync(Token);
        (await commit.Should().ThrowAsync<StateUnavailableException>()).Which.MayHaveBeenApplied.Should().BeTrue();
        test.Faults.Otherwise = _ => null;

        await commit();
        await commit();

        (await test.AllStoredAsync(Token)).Should().HaveCount(2);
        (await test.Queue.GetAsync(claimed.Task.Id, Token))!.Status.Should().Be(AgentTaskStatus.Failed);
    }

    [Theory, Trait("Guarantee", "T37"), Trait("Guarantee", "T42")]
    [MemberData(nameof(FaultPairs))]
    public async Task SaveCheckpoint_UnderFaults_IsSavedOnceWithItsChildren(string first, string second)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var claimed = await ClaimAsync(test);
        var checkpoint = StateMap.FromJson("""{ "children": true }""");
        await claimed.SaveCheckpointAsync(checkpoint, Token);
        var batch = test.CreateBatch();
        var child = batch.Enqueue(QueueUnderTest.NewTask("child"));
        batch.SaveCheckpoint(claimed, checkpoint);
        var notes = 0;
        test.Faults.Next(Verb.Commit, Make(first), Make(second));

        await batch.CommitAsync(Token);
        test.Faults.Clear();
        var before = test.Stack.Billed.Read();
        await claimed.RenewAsync(Token);

        test.Stack.Billed.Read().Should().Be(before with { Writes = before.Writes + 1 }, "the handle has the version of the commit");
        (await test.AllStoredAsync(Token)).Select(document => DatabaseRoot.IdOf(document.Name))
            .Should().BeEquivalentTo([claimed.TaskId, child], "an equal checkpoint that was saved before proves nothing");
        (await test.Queue.GetAsync(claimed.TaskId, Token))!.Checkpoint.Should().Be(checkpoint);
        await claimed.CompleteAsync(cancellationToken: Token);

        Fault? Make(string fault) => fault switch
        {
            "none" => null,
            "lose-reply" => Fault.LoseReply,
            "lose-request" => Fault.LoseRequest,
            "abort" => Fault.Abort,
            "neighbour-before" => Fault.Before(NoteAsync),
            _ => Fault.LoseReplyBehind(NoteAsync),
        };

        Task NoteAsync() => test.PatchRawAsync(
            claimed.TaskId, new Dictionary<string, Google.Cloud.Firestore.V1.Value?> { [$"note{notes++}"] = Values.Of(true) }, Token);
    }

    // An attached handle has no version of the task, so a repeat reads the task before it decides.
    [Fact, Trait("Guarantee", "T37")]
    public async Task SaveCheckpoint_RepeatedByAnAttachedHandle_KeepsALaterCheckpoint()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var claimed = await ClaimAsync(test);
        var sent = System.Text.Json.JsonSerializer.Serialize(claimed.Claim);
        var attached = test.Queue.Attach(System.Text.Json.JsonSerializer.Deserialize<TaskClaim>(sent)!);
        var batch = test.CreateBatch();
        var child = batch.Enqueue(QueueUnderTest.NewTask("child"));
        batch.SaveCheckpoint(attached, StateMap.FromJson("""{ "page": 1 }"""));
        var isSent = false;
        test.Faults.Otherwise = verb =>
        {
            isSent |= verb is Verb.Commit;
            return verb is Verb.Commit ? Fault.LoseReply : isSent ? Fault.LoseRequest : null;
        };
        var commit = () => batch.CommitAsync(Token);
        (await commit.Should().ThrowAsync<StateUnavailableException>()).Which.MayHaveBeenApplied.Should().BeTrue();
        test.Faults.Otherwise = _ => null;
        await claimed.SaveCheckpointAsync(StateMap.FromJson("""{ "page": 2 }"""), Token);

        await commit();

        (await test.Queue.GetAsync(claimed.TaskId, Token))!.Checkpoint.Should().Be(StateMap.FromJson("""{ "page": 2 }"""));
        (await test.AllStoredAsync(Token)).Select(document => DatabaseRoot.IdOf(document.Name))
            .Should().BeEquivalentTo([claimed.TaskId, child]);
        await attached.CompleteAsync(cancellationToken: Token);
    }

    [Fact, Trait("Guarantee", "T37")]
    public async Task CommitAsync_RepeatedByAnAttachedHandle_KeepsALaterStatus()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var claimed = await ClaimAsync(test);
        var batch = test.CreateBatch();
        batch.Complete(test.Queue.Attach(claimed.Claim));
        batch.SetAgentStatus("a", AgentStatus.Error);
        var isSent = false;
        test.Faults.Otherwise = verb =>
        {
            isSent |= verb is Verb.Commit;
            return verb is Verb.Commit ? Fault.LoseReply : isSent ? Fault.LoseRequest : null;
        };
        var commit = () => batch.CommitAsync(Token);
        (await commit.Should().ThrowAsync<StateUnavailableException>()).Which.MayHaveBeenApplied.Should().BeTrue();
        var add = () => batch.Enqueue(QueueUnderTest.NewTask("late"));
        add.Should().Throw<InvalidOperationException>("the outcome of the commit is unknown");
        test.Faults.Otherwise = _ => null;
        var later = test.CreateBatch();
        later.SetAgentStatus("a", AgentStatus.Idle);
        await later.CommitAsync(Token);

        await commit();

        var agent = test.Stack.Documents.Root.Document(AgentDocument.Collection, "a");
        var stored = await test.Stack.Documents.GetAsync([agent], Token);
        stored[0].Document!.Fields["status"].StringValue.Should().Be("idle", "the status was written after the batch took effect");
        (await test.Queue.GetAsync(claimed.TaskId, Token))!.Status.Should().Be(AgentTaskStatus.Done);
    }

    // The write id of the completion must not prove the commit of children that were never sent with it.
    [Fact, Trait("Guarantee", "T37")]
    public async Task CommitAsync_AfterAnUnansweredCompletion_WritesTheOtherParts()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var claimed = await ClaimAsync(test);
        test.Faults.Otherwise = verb => verb is Verb.Commit ? Fault.LoseReply : Fault.LoseRequest;
        var complete = () => test.Queue.CompleteAsync(claimed.Claim, cancellationToken: Token);
        await complete.Should().ThrowAsync<StateUnavailableException>();
        test.Faults.Otherwise = _ => null;
        var batch = test.CreateBatch();
        batch.Complete(claimed);
        var child = batch.Enqueue(QueueUnderTest.NewTask("child"));
        test.Faults.Next(Verb.Commit, Fault.LoseRequest);

        await batch.CommitAsync(Token);

        (await test.Queue.GetAsync(child, Token)).Should().NotBeNull();
    }

    [Fact, Trait("Guarantee", "T37")]
    public async Task CommitAsync_OfThreeWrites_IsOneCallAndBillsEachWrite()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var claimed = await ClaimAsync(test);
        var batch = test.CreateBatch();
        batch.Complete(claimed);
        batch.Enqueue(QueueUnderTest.NewTask("child"));
        batch.SetAgentStatus("a", AgentStatus.Idle);
        var calls = test.Faults.Calls.Count;
        var before = test.Stack.Billed.Read();

        await batch.CommitAsync(Token);

        batch.Count.Should().Be(3);
        test.Faults.Calls.Skip(calls).Should().Equal(Verb.Commit);
        test.Stack.Billed.Read().Should().Be(before with { Writes = before.Writes + 3 });
    }

    [Fact]
    public async Task CommitAsync_OfEmptyBatch_MakesNoCall()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());

        await test.CreateBatch().CommitAsync(Token);

        test.Faults.Calls.Should().BeEmpty();
    }

    [Fact, Trait("Guarantee", "P13")]
    public async Task BatchMethods_WithInvalidArguments_ThrowAndKeepTheBatch()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var claimed = await ClaimAsync(test);
        var batch = test.CreateBatch();
        batch.Complete(claimed);

        ((Action)(() => batch.Fail(claimed, new TaskFailure("twice"))))
            .Should().Throw<ArgumentException>().WithMessage("*in the batch already*");
        ((Action)(() => batch.Enqueue(QueueUnderTest.NewTask(priority: 11)))).Should().Throw<ArgumentOutOfRangeException>();
        ((Action)(() => batch.SetAgentStatus("a/b", AgentStatus.Idle))).Should().Throw<ArgumentException>().WithParameterName("agentId");
        ((Action)(() => batch.SetAgentStatus("a", AgentStatus.Unknown))).Should().Throw<ArgumentOutOfRangeException>();
        batch.Count.Should().Be(1);
        await batch.CommitAsync(Token);
        ((Action)(() => batch.SetAgentStatus("a", AgentStatus.Idle))).Should().Throw<InvalidOperationException>();
    }

    [Fact, Trait("Guarantee", "P13")]
    public async Task Enqueue_BeyondMaxRequestSize_ThrowsBeforeAnyCall()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var batch = test.CreateBatch();
        var large = QueueUnderTest.NewTask(
            payload: StateMap.FromDictionary(new Dictionary<string, object?> { ["text"] = new string('x', 1_000_000) }));

        var add = () =>
        {
            for (var number = 0; number < 11; number++)
            {
                batch.Enqueue(large);
            }
        };

        add.Should().Throw<StateLimitException>().Which.Limit.Should().Be(10 * 1024 * 1024);
        batch.Count.Should().Be(10);
        test.Faults.Calls.Should().BeEmpty();
    }

    private static async Task<ClaimedTask> ClaimAsync(QueueUnderTest test)
    {
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        return (await test.Queue.ClaimAsync("github", "a", Token))!;
    }
}
