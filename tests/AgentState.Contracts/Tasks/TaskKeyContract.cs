using AgentState.TestKit;

namespace AgentState.Contracts;

/// <summary>An idempotency key identifies one task, however often and by however many processes it is enqueued.</summary>
public abstract class TaskKeyContract : Contract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> DifferentPayloads => new()
    {
        { """{"n":5}""", """{"n":5.0}""" },
        { """{"n":5}""", """{"n":"5"}""" },
        { """{"n":null}""", "{}" },
        { """{"a":{"b":[1,2]}}""", """{"a":{"b":[2,1]}}""" },
    };

    [Fact, Trait("Guarantee", "T31")]
    public async Task EnqueueAsync_ConcurrentWithOneKey_AddsOneTaskAndReturnsItsId()
    {
        var engine = await CreateEngineAsync();
        var task = Keyed();

        var ids = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => Task.Run(async () =>
        {
            var process = QueueUnderTest.Over(engine);
            process.Faults.Next(
                Verb.Commit, (number % 4) switch { 0 => Fault.LoseReply, 1 => Fault.LoseRequest, 2 => Fault.Abort, _ => null });
            return (await process.Queue.EnqueueAsync(task, Token)).Id;
        })));

        var stored = (await QueueUnderTest.Over(engine).AllStoredAsync(Token)).Should().ContainSingle().Subject;
        ids.Should().OnlyContain(id => id == DatabaseRoot.IdOf(stored.Name));
        stored.Fields["idempotencyKey"].StringValue.Should().Be(task.IdempotencyKey);
    }

    [Fact, Trait("Guarantee", "T31")]
    public async Task EnqueueAsync_OfAnExistingKey_ReturnsTheCurrentTaskForOneRead()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var first = await test.Queue.EnqueueAsync(Keyed(), Token);
        var claimed = await test.Queue.ClaimAsync("github", "a", Token);
        await test.Queue.CompleteAsync(claimed!.Claim, StateMap.FromJson("""{"merged":true}"""), Token);
        var (calls, billed) = (test.Faults.Calls.Count, test.Stack.Billed.Read());

        var again = await test.Queue.EnqueueAsync(Keyed() with { Priority = 9, CreatedBy = "another" }, Token);

        test.Faults.Calls.Skip(calls).Should().Equal(Verb.Commit, Verb.Get);
        test.Stack.Billed.Read().Should().Be(billed with { Reads = billed.Reads + 1 });
        again.Id.Should().Be(first.Id);
        (again.Status, again.Priority, again.IdempotencyKey).Should().Be((AgentTaskStatus.Done, 5, "delivery-1"));
        (await test.Queue.ClaimAsync("github", "a", Token)).Should().BeNull("a task that has ended keeps its key");
    }

    [Fact, Trait("Guarantee", "T31")]
    public async Task EnqueueAsync_RepeatedAfterALostReply_AddsOneTask()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync(), attempts: 1);
        test.Faults.Next(Verb.Commit, Fault.LoseReply);
        var enqueue = () => test.Queue.EnqueueAsync(Keyed(), Token);
        (await enqueue.Should().ThrowAsync<StateUnavailableException>()).Which.MayHaveBeenApplied.Should().BeTrue();

        var task = await enqueue();

        (await test.AllStoredAsync(Token)).Should().ContainSingle().Which.Name.Should().Be(test.NameOf(task.Id));
    }

    [Theory, Trait("Guarantee", "T31")]
    [MemberData(nameof(DifferentPayloads))]
    public async Task EnqueueAsync_OfAKeyWithAnotherPayload_ThrowsMismatchWithoutContent(string first, string second)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var there = await test.Queue.EnqueueAsync(Keyed() with { Payload = StateMap.FromJson(first) }, Token);
        var stored = await test.StoredAsync(there.Id, Token);

        var enqueue = () => test.Queue.EnqueueAsync(Keyed() with { Payload = StateMap.FromJson(second) }, Token);

        var error = (await enqueue.Should().ThrowAsync<IdempotencyMismatchException>()).Which;
        error.TaskId.Should().Be(there.Id);
        error.Message.Should().Contain(there.Id).And.NotContain("delivery-1");
        (await test.StoredAsync(there.Id, Token)).Should().Be(stored);
    }

    [Fact, Trait("Guarantee", "T31")]
    public async Task EnqueueAsync_OfAKeyWithAnEqualPayload_ReturnsTheExistingTask()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var payload = StateMap.FromDictionary(new Dictionary<string, object?>
        {
            ["double"] = 5.0,
            ["nan"] = double.NaN,
            ["minus zero"] = -0.0,
            ["infinity"] = double.PositiveInfinity,
            ["null"] = null,
            ["bytes"] = new byte[] { 1, 2 },
            ["time"] = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(2)),
            ["place"] = new GeoPoint(48.2, 16.4),
            ["empty"] = Array.Empty<object>(),
            ["deep"] = new Dictionary<string, object?> { ["a.b `c`"] = new object?[] { 1L, true, "äöü 🦊" } },
        });
        var first = await test.Queue.EnqueueAsync(Keyed() with { Payload = payload }, Token);

        var again = await test.Queue.EnqueueAsync(Keyed() with { Payload = payload }, Token);

        again.Should().Be(first);
    }

    [Fact, Trait("Guarantee", "T31")]
    public async Task EnqueueAsync_OfAnotherTypeOrKey_AddsAnotherTask()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());

        var ids = new[]
        {
            (await test.Queue.EnqueueAsync(Keyed(), Token)).Id,
            (await test.Queue.EnqueueAsync(Keyed() with { Type = "data" }, Token)).Id,
            (await test.Queue.EnqueueAsync(Keyed() with { IdempotencyKey = new string('x', 1499) }, Token)).Id,
            (await test.Queue.EnqueueAsync(Keyed() with { IdempotencyKey = "a/b" }, Token)).Id,
            (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id,
        };

        ids.Should().OnlyHaveUniqueItems();
        (await test.AllStoredAsync(Token)).Select(document => DatabaseRoot.IdOf(document.Name)).Should().BeEquivalentTo(ids);
    }

    [Fact, Trait("Guarantee", "T31"), Trait("Guarantee", "T37")]
    public async Task Batch_WithAnExistingKey_CommitsTheRestAndKeepsTheTask()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var there = await test.Queue.EnqueueAsync(Keyed("child"), Token);
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var parent = (await test.Queue.ClaimAsync("github", "a", Token))!;
        var stored = await test.StoredAsync(there.Id, Token);
        var batch = test.CreateBatch();
        batch.Complete(parent);
        var found = batch.Enqueue(Keyed("child"));
        var made = batch.Enqueue(Keyed("child") with { IdempotencyKey = "delivery-2" });

        await batch.CommitAsync(Token);

        found.Should().Be(there.Id);
        (await test.StoredAsync(there.Id, Token)).Should().Be(stored);
        (await test.Queue.GetAsync(made, Token))!.Status.Should().Be(AgentTaskStatus.Pending);
        (await test.Queue.GetAsync(parent.Task.Id, Token))!.Status.Should().Be(AgentTaskStatus.Done);
    }

    [Fact, Trait("Guarantee", "T31"), Trait("Guarantee", "T37")]
    public async Task Batch_WithAKeyMismatch_WritesNothing()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var there = await test.Queue.EnqueueAsync(Keyed("child"), Token);
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var parent = (await test.Queue.ClaimAsync("github", "a", Token))!;
        var batch = test.CreateBatch();
        batch.Complete(parent);
        batch.Enqueue(Keyed("child") with { Payload = StateMap.Empty });

        var commit = () => batch.CommitAsync(Token);

        (await commit.Should().ThrowAsync<IdempotencyMismatchException>()).Which.TaskId.Should().Be(there.Id);
        (await test.Queue.GetAsync(parent.Task.Id, Token))!.Status.Should().Be(AgentTaskStatus.Processing);
    }

    // An existing task with the key does not prove that the batch was applied.
    [Theory, Trait("Guarantee", "T31"), Trait("Guarantee", "T37")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Batch_WithAnExistingKeyAndALostReply_TakesEffectOnce(bool isApplied)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Queue.EnqueueAsync(Keyed("child"), Token);
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var parent = (await test.Queue.ClaimAsync("github", "a", Token))!;
        var batch = test.CreateBatch();
        batch.Complete(parent);
        batch.Enqueue(Keyed("child"));
        var other = batch.Enqueue(QueueUnderTest.NewTask("child"));
        test.Faults.Next(Verb.Commit, isApplied ? null : Fault.LoseRequest, isApplied ? Fault.LoseReply : null);

        await batch.CommitAsync(Token);

        (await test.Queue.GetAsync(other, Token)).Should().NotBeNull();
        (await test.Queue.GetAsync(parent.Task.Id, Token))!.Status.Should().Be(AgentTaskStatus.Done);
        (await test.AllStoredAsync(Token)).Should().HaveCount(3);
    }

    [Fact, Trait("Guarantee", "T31"), Trait("Guarantee", "P13")]
    public async Task Batch_EnqueueOfOneKeyTwice_ThrowsArgument()
    {
        var batch = QueueUnderTest.Over(await CreateEngineAsync()).CreateBatch();
        batch.Enqueue(Keyed());

        ((Action)(() => batch.Enqueue(Keyed()))).Should().Throw<ArgumentException>().WithMessage("*in the batch already*");
    }

    private static NewTask Keyed(string type = "github") => QueueUnderTest.NewTask(type) with { IdempotencyKey = "delivery-1" };
}
