using System.Text.Json.Serialization;
using Google.Cloud.Firestore.V1;
using static Google.Cloud.Firestore.V1.Value.ValueTypeOneofCase;

namespace AgentState.Contracts;

/// <summary>The stored fields and their types, and compatibility with clients that use only the ten shared fields.</summary>
public abstract class TaskFormContract : Contract
{
    private static readonly Dictionary<string, Value.ValueTypeOneofCase> SharedForm = new()
    {
        ["type"] = StringValue,
        ["status"] = StringValue,
        ["priority"] = IntegerValue,
        ["createdBy"] = StringValue,
        ["assignedTo"] = NullValue,
        ["payload"] = Value.ValueTypeOneofCase.MapValue,
        ["result"] = NullValue,
        ["error"] = NullValue,
        ["createdAt"] = TimestampValue,
        ["updatedAt"] = TimestampValue,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EnqueueAsync_NewTask_StoresTheSharedFields()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());

        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;

        var stored = await test.StoredAsync(id, Token);
        stored.Fields.ToDictionary(field => field.Key, field => field.Value.ValueTypeCase).Should().BeEquivalentTo(SharedForm);
        stored.Fields["status"].StringValue.Should().Be("pending");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EveryEnqueue_WithAndWithoutPartitions_StoresThemOnlyIfUsed(bool areUsed)
    {
        var test = QueuePartitions.Over(await CreateEngineAsync(), areUsed);
        var batch = test.CreateBatch();
        batch.Enqueue(QueueUnderTest.NewTask());

        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask() with { Delay = TimeSpan.FromHours(1) }, Token);
        await test.Queue.EnqueueManyAsync([QueueUnderTest.NewTask(), QueueUnderTest.NewTask() with { IdempotencyKey = "k" }], Token);
        await batch.CommitAsync(Token);

        var stored = await test.AllStoredAsync(Token);
        stored.Select(task => task.Fields.GetValueOrDefault("lane")?.IntegerValue).Should()
            .HaveCount(5).And
            .Equal(stored.Select(task => areUsed ? (long?)TaskPartitions.Of(DatabaseRoot.IdOf(task.Name)) : null));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Partition_OfATask_StaysThroughWritesOfOtherProcesses(bool isStored)
    {
        var engine = await CreateEngineAsync();
        var (producer, other) = (QueuePartitions.Over(engine, isStored), QueuePartitions.Over(engine, !isStored));
        var id = (await producer.Queue.EnqueueAsync(QueueUnderTest.NewTask() with { MaxAttempts = 1 }, Token)).Id;

        var claimed = await other.Queue.ClaimAsync("github", "a", Token);
        await other.Queue.FailAsync(claimed!.Claim, new TaskFailure("broke"), Token);
        await other.Administration.RequeueAsync(id, Token);

        var stored = (await producer.StoredAsync(id, Token)).Fields.GetValueOrDefault("lane")?.IntegerValue;
        stored.Should().Be(isStored ? (long?)TaskPartitions.Of(id) : null);
    }

    [Fact]
    public async Task CompleteAsync_AfterAClaim_KeepsTheTypesOfSharedFields()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        var claimed = await test.Queue.ClaimAsync("github", "a", Token);

        await test.Queue.CompleteAsync(claimed!.Claim, StateMap.Empty, Token);

        var stored = await test.StoredAsync(id, Token);
        var expected = new Dictionary<string, Value.ValueTypeOneofCase>(SharedForm)
        {
            ["assignedTo"] = StringValue,
            ["result"] = Value.ValueTypeOneofCase.MapValue,
            ["attempt"] = IntegerValue,
            ["lastEnded"] = Value.ValueTypeOneofCase.MapValue,
        };
        stored.Fields.ToDictionary(field => field.Key, field => field.Value.ValueTypeCase).Should().BeEquivalentTo(expected);
        stored.Fields["status"].StringValue.Should().Be("done");
    }

    [Fact]
    public async Task TaskOfAnotherClient_ReadClaimedAndCompleted_KeepsUnknownFields()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.PatchRawAsync("foreign", Foreign(), Token);

        var read = await test.Queue.GetAsync("foreign", Token);
        var listed = await test.Queue.ListAsync(TaskFilter.ByCreator("python"), cancellationToken: Token);
        var claimed = await test.Queue.ClaimAsync("github", "a", Token);
        await test.Queue.CompleteAsync(claimed!.Claim, cancellationToken: Token);

        read!.MaxAttempts.Should().Be(3);
        read.Attempt.Should().Be(0);
        listed.Items.Should().ContainSingle().Which.Should().Be(read);
        var stored = await test.StoredAsync("foreign", Token);
        stored.Fields["status"].StringValue.Should().Be("done");
        stored.Fields["odd.name `x`"].StringValue.Should().Be("kept");
        stored.Fields["scores"].ArrayValue.Values.Should().HaveCount(1);
    }

    [Fact]
    public async Task UserId_WhenSet_IsStoredAndSurvivesEveryWrite()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var task = await test.Queue.EnqueueAsync(QueueUnderTest.NewTask() with { UserId = "42", MaxAttempts = 1 }, Token);
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(type: "data"), Token);

        var claimed = await test.Queue.ClaimAsync("github", "a", Token);
        await claimed!.RenewAsync(Token);
        await claimed.ReportProgressAsync(StateMap.Empty, Token);
        await test.Queue.FailAsync(claimed.Claim, new TaskFailure("broke"), Token);
        var failed = await test.Queue.GetAsync(task.Id, Token);
        await test.Administration.RequeueAsync(task.Id, Token);
        var again = await test.Queue.ClaimAsync("github", "a", Token);
        await test.Queue.CompleteAsync(again!.Claim, StateMap.Empty, Token);

        (task.UserId, claimed.Task.UserId, failed!.UserId, again.Task.UserId).Should().Be(("42", "42", "42", "42"));
        (await test.StoredAsync(task.Id, Token)).Fields["userId"].StringValue.Should().Be("42");
        (await test.Queue.ListAsync(TaskFilter.ByUser("42"), cancellationToken: Token)).Items
            .Should().ContainSingle().Which.Id.Should().Be(task.Id);
        (await test.Queue.CountAsync(TaskFilter.ByUser("43"), Token)).Should().Be(0);
    }

    [Fact]
    public async Task GetAsync_WithAWholeDoublePriority_ReturnsTheNumber()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var fields = Foreign();
        fields["priority"] = new Value { DoubleValue = 8 };
        await test.PatchRawAsync("foreign", fields, Token);

        var task = await test.Queue.GetAsync("foreign", Token);

        task!.Priority.Should().Be(8);
    }

    [Fact]
    public async Task GetAsync_WithAStatusOfALaterVersion_ReturnsUnknown()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var fields = Foreign();
        fields["status"] = Values.Of("dreaming");
        await test.PatchRawAsync("foreign", fields, Token);

        var task = await test.Queue.GetAsync("foreign", Token);

        task!.Status.Should().Be(AgentTaskStatus.Unknown);
    }

    [Fact]
    public async Task UnreadableTask_BeforeOthers_NamesItsFieldAndBlocksNoOtherTask()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        for (var i = 0; i < 3; i++)
        {
            var fields = Foreign();
            fields["priority"] = Values.Of(10);
            fields["payload"] = Values.Of("not a map");
            await test.PatchRawAsync($"bad{i}", fields, Token);
        }

        await test.PatchRawAsync("good", Foreign(), Token);

        var get = () => test.Queue.GetAsync("bad0", Token);
        var claimed = await test.Queue.ClaimAsync("github", "a", Token);

        var error = (await get.Should().ThrowAsync<StateDataException>()).Which;
        error.FieldPath.Should().Be("payload");
        error.Path.Should().Be("tasks/bad0");
        error.Message.Should().NotContain("not a map");
        claimed!.Task.Id.Should().Be("good");
        (await test.Queue.ClaimAsync("github", "a", Token)).Should().BeNull();
    }

    [Fact, Trait("Guarantee", "T20")]
    public async Task MalformedLibraryFields_ReadAndClaimed_CountAsMissing()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var fields = Foreign();
        string[] ours =
        [
            "attempt", "maxAttempts", "claimToken", "leaseExpiresAt", "lastEnded", "runAt", "idempotencyKey", "cancelRequestedAt",
            "progress", "checkpoint", "reply", "usage", "parentId", "errors", "traceparent", "expireAt", "marks",
        ];
        foreach (var field in ours)
        {
            fields[field] = new Value { GeoPointValue = new() };
        }

        await test.PatchRawAsync("mangled", fields, Token);

        var read = await test.Queue.GetAsync("mangled", Token);
        var claimed = await test.Queue.ClaimAsync("github", "a", Token);
        await test.Queue.CompleteAsync(claimed!.Claim, cancellationToken: Token);

        read!.Should().Be(new AgentTask
        {
            Id = "mangled",
            Type = "github",
            Status = AgentTaskStatus.Pending,
            CreatedBy = "python",
            Payload = read!.Payload,
            CreatedAt = read.CreatedAt,
            UpdatedAt = read.UpdatedAt,
            Version = read.Version,
        });
        (await test.Queue.GetAsync("mangled", Token))!.Status.Should().Be(AgentTaskStatus.Done);
    }

    [Fact]
    public async Task GetAsync_WithOptionalFields_ReturnsThemAsStored()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var at = new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);
        var fields = Foreign();
        fields["runAt"] = Values.Of(at);
        fields["expireAt"] = Values.Of(at.AddDays(1));
        fields["cancelRequestedAt"] = Values.Of(at.AddDays(2));
        fields["progress"] = Values.Map(("done", Values.Of(1)));
        fields["checkpoint"] = Values.Map(("page", Values.Of(2)));
        fields["reply"] = Values.Map(("answer", Values.Of("yes")));
        fields["usage"] = Values.Map(
            ("tokens", Values.Of(12)), ("cost", new Value { DoubleValue = 0.5 }), ("odd", Values.Of("not a number")));
        fields["parentId"] = Values.Of("parent");
        fields["userId"] = Values.Of("42");
        fields["idempotencyKey"] = Values.Of("key");
        fields["traceparent"] = Values.Of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        fields["errors"] = Values.Of(
            [Values.Map(("attempt", Values.Of(1)), ("agent", Values.Of("a")), ("error", Values.Of("broke")), ("at", Values.Of(at)))]);
        await test.PatchRawAsync("full", fields, Token);

        var task = await test.Queue.GetAsync("full", Token);

        (task!.RunAt, task.ExpiresAt, task.CancelRequestedAt).Should().Be((at, at.AddDays(1), at.AddDays(2)));
        (task.Progress!.ToDictionary()["done"], task.Checkpoint!.ToDictionary()["page"], task.Reply!.ToDictionary()["answer"])
            .Should().Be((1L, 2L, "yes"));
        task.Usage.Should().Be(TaskUsage.Of("tokens", 12).Plus(TaskUsage.Of("cost", 0.5)));
        (task.ParentId, task.UserId, task.IdempotencyKey, task.TraceParent)
            .Should().Be(("parent", "42", "key", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
        task.Errors.Should().Equal(new TaskError { Attempt = 1, AgentId = "a", Message = "broke", At = at });
    }

    [Fact, Trait("Guarantee", "T28")]
    public async Task TypedPayloadAndResult_WithTypeInfoAndReflection_RoundTrip()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var payload = new Issue("octo/hello", 7, 5.0, ["bug", "äöü 🦊"], new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(payload: StateMap.From(payload, TaskJson.Default.Issue)), Token);

        var claimed = await test.Queue.ClaimAsync("github", "a", Token);
        await test.Queue.CompleteAsync(claimed!.Claim, StateMap.From(payload with { Number = 8 }), Token);

        var typed = claimed.Task.Payload.To(TaskJson.Default.Issue);
        typed.Should().BeEquivalentTo(payload);
        var stored = await test.StoredAsync(claimed.Task.Id, Token);
        stored.Fields["payload"].MapValue.Fields["Number"].IntegerValue.Should().Be(7);
        stored.Fields["payload"].MapValue.Fields["Weight"].DoubleValue.Should().Be(5.0, "5.0 stays a double");
        (await test.Queue.GetAsync(claimed.Task.Id, Token))!.Result!.To<Issue>().Should().BeEquivalentTo(payload with { Number = 8 });
        claimed.Task.Payload.ToDictionary()["Repository"].Should().Be("octo/hello", "the raw map is available too");
    }

    [Fact, Trait("Guarantee", "T45")]
    public async Task EnqueueAsync_WithATooLargePayload_ThrowsBeforeTheCall()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var payload = StateMap.FromDictionary(
            new Dictionary<string, object?> { ["a"] = new string('x', 600_000), ["b"] = new string('y', 440_000) });

        var enqueue = () => test.Queue.EnqueueAsync(QueueUnderTest.NewTask(payload: payload), Token);

        var error = (await enqueue.Should().ThrowAsync<StateLimitException>()).Which;
        error.Path.Should().Be("payload");
        error.Limit.Should().Be(1_048_576 - 16_384);
        error.Size.Should().BeInRange(1_040_000, 1_045_000);
        test.Faults.Calls.Should().BeEmpty();
    }

    [Fact, Trait("Guarantee", "T45")]
    public async Task LargestPayload_ClaimedAndFailed_IsStored()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var empty = TaskDocument.Create(test.NameOf("12345678901234567890"), QueueUnderTest.NewTask(payload: Text(""))).Update;
        var room = ValueRules.MaxDocumentBytes - TaskLimits.Reserve - (int)DocumentSize.OfDocument(empty.Name, empty.Fields);
        var largest = Text(new string('x', room));
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(payload: largest), Token);

        var claimed = await test.Queue.ClaimAsync("github", new string('a', 100), Token);
        await test.Queue.FailAsync(claimed!.Claim, new TaskFailure(new string('e', 20_000)), Token);

        (await test.Queue.GetAsync(claimed.Task.Id, Token))!.Status.Should().Be(AgentTaskStatus.Failed);
        var tooLarge = () => test.Queue.EnqueueAsync(QueueUnderTest.NewTask(payload: Text(new string('x', room + 1))), Token);
        await tooLarge.Should().ThrowAsync<StateLimitException>();
    }

    [Theory, Trait("Guarantee", "T45")]
    [InlineData(700_000, 600_000)]
    [InlineData(10, 1_040_000)]
    public async Task CompleteAsync_WithATooLargeResult_FailsTheTaskForGood(int payloadSize, int resultSize)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(payload: Text(new string('x', payloadSize))), Token);
        var claimed = await test.Queue.ClaimAsync("github", "a", Token);

        var complete = () => test.Queue.CompleteAsync(
            claimed!.Claim,
            StateMap.FromDictionary(new Dictionary<string, object?>
            {
                ["a"] = new string('y', resultSize / 2),
                ["b"] = new string('z', resultSize / 2),
                ["c"] = new string('z', 9_000),
            }),
            Token);

        await complete.Should().ThrowAsync<StateLimitException>();
        var task = await test.Queue.GetAsync(claimed!.Task.Id, Token);
        task!.Status.Should().Be(AgentTaskStatus.Failed);
        task.Error.Should().Be("result_too_large");
        task.Result.Should().BeNull();
    }

    [Fact, Trait("Guarantee", "T46")]
    public async Task QueryAsync_WithoutAnExactIndex_Throws()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var unindexed = new DocumentQuery("tasks").WhereEqual("type", Values.Of("github")).OrderBy("error");

        var query = () => test.Stack.Documents.QueryAsync(test.Engine.Root.Parent, unindexed.Build(), Token);

        (await query.Should().ThrowAsync<Exception>()).Which.Message.Should().Contain("index");
    }

    private static StateMap Text(string text) => StateMap.FromDictionary(new Dictionary<string, object?> { ["text"] = text });

    private static Dictionary<string, Value?> Foreign() => new()
    {
        ["type"] = Values.Of("github"),
        ["status"] = Values.Of("pending"),
        ["priority"] = Values.Of(5),
        ["createdBy"] = Values.Of("python"),
        ["assignedTo"] = Values.Null,
        ["payload"] = Values.Map(("n", Values.Of(1))),
        ["result"] = Values.Null,
        ["error"] = Values.Null,
        ["createdAt"] = Values.Of(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)),
        ["updatedAt"] = Values.Of(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)),
        ["odd.name `x`"] = Values.Of("kept"),
        ["scores"] = Values.Of([Values.Of(1)]),
    };
}

/// <summary>A typed payload.</summary>
public sealed record Issue(string Repository, long Number, double Weight, IReadOnlyList<string> Labels, DateTimeOffset OpenedAt);

/// <summary>Serialization metadata as an application compiled ahead of time uses it.</summary>
[JsonSerializable(typeof(Issue))]
internal sealed partial class TaskJson : JsonSerializerContext;
