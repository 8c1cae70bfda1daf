using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace AgentState.Firestore.Tests.Engine;

/// <summary>Tests the outcomes of writes: applied, conflict, failed, unknown.</summary>
public sealed class WriteTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;
    private static readonly Timestamp Then = new() { Seconds = 1_700_000_000, Nanos = 123_000 };

    [Fact, Trait("Guarantee", "P9")]
    public async Task Commit_Applied_ReturnsVersionsAndCommitTime()
    {
        await using var store = await ScriptedStore.StartAsync();
        store.Server.On("Commit", ScriptedReply.Ok(
            new CommitResponse { WriteResults = { new WriteResult { UpdateTime = Then }, new WriteResult() }, CommitTime = Then }));

        var outcome = await store.Documents.CommitAsync([SeamVerb.Patch(store.Documents, "a"), new Write { Delete = "b" }], Token);

        outcome.Kind.Should().Be(OutcomeKind.Applied);
        outcome.CommitTime.Should().Be(Then);
        outcome.Results[0].UpdateTime.Should().Be(Then);
        outcome.Results[1].UpdateTime.Should().BeNull("a delete returns no version");
        var sent = store.Server.Calls.Single().Read(CommitRequest.Parser);
        sent.Database.Should().Be(store.Documents.Root.Database);
        sent.Writes.Should().HaveCount(2);
    }

    [Theory, Trait("Guarantee", "P9")]
    [InlineData(StatusCode.AlreadyExists, "new", ConflictKind.AlreadyExists)]
    [InlineData(StatusCode.NotFound, "exists", ConflictKind.Missing)]
    [InlineData(StatusCode.NotFound, "version", ConflictKind.Version)]
    [InlineData(StatusCode.FailedPrecondition, "version", ConflictKind.Version)]
    internal async Task Commit_UnmetCondition_ReturnsItsKindOfConflict(StatusCode code, string condition, ConflictKind kind)
    {
        await using var store = await ScriptedStore.StartAsync();
        store.Server.On("Commit", ScriptedReply.Status(code, "the condition did not hold"));

        var outcome = await store.Documents.CommitAsync([SeamVerb.Patch(store.Documents, "free"), Conditional(store, condition)], Token);

        outcome.Kind.Should().Be(OutcomeKind.Conflict);
        outcome.ConflictKind.Should().Be(kind);
    }

    [Theory, Trait("Guarantee", "P11")]
    [InlineData(StatusCode.AlreadyExists, "exists")]
    [InlineData(StatusCode.FailedPrecondition, "new")]
    [InlineData(StatusCode.NotFound, "new")]
    public async Task Commit_StatusWithoutMatchingCondition_Throws(StatusCode code, string condition)
    {
        await using var store = await ScriptedStore.StartAsync();
        store.Server.On("Commit", ScriptedReply.Status(code));

        var commit = () => store.Documents.CommitAsync([Conditional(store, condition)], Token);

        await commit.Should().ThrowAsync<AgentStateException>();
    }

    [Theory, Trait("Guarantee", "P9")]
    [InlineData("reset")]
    [InlineData("disconnect")]
    public async Task Commit_ReplyLost_MayHaveBeenApplied(string way)
    {
        await using var store = await ScriptedStore.StartAsync();
        store.Server.On("Commit", way == "reset" ? ScriptedReply.Ok().ThenReset() : ScriptedReply.Lost());

        var commit = () => store.Documents.CommitAsync([SeamVerb.Patch(store.Documents, "a")], Token);

        (await commit.Should().ThrowAsync<StateUnavailableException>()).Which.MayHaveBeenApplied.Should().BeTrue();
        store.Server.Calls.Should().HaveCount(1, "one call of the engine is one attempt");
    }

    [Fact, Trait("Guarantee", "P9")]
    public async Task Commit_NoServer_WasNotApplied()
    {
        FirestoreConnection connection;
        await using (var server = await ScriptedFirestore.StartAsync(Token))
        {
            connection = server.Connection();
        }

        await using var store = new FirestoreDocumentStore(connection);

        var commit = () => store.CommitAsync([SeamVerb.Patch(store, "a")], Token);

        (await commit.Should().ThrowAsync<StateUnavailableException>()).Which.MayHaveBeenApplied.Should().BeFalse();
    }

    [Fact, Trait("Guarantee", "P9")]
    public async Task BatchWrite_SeveralWrites_HaveTheirOwnOutcomes()
    {
        await using var store = await ScriptedStore.StartAsync();
        StatusCode[] ends =
        [
            StatusCode.OK, StatusCode.AlreadyExists, StatusCode.NotFound, StatusCode.FailedPrecondition, StatusCode.Aborted,
            StatusCode.Unavailable, StatusCode.InvalidArgument, StatusCode.PermissionDenied,
        ];
        var response = new BatchWriteResponse
        {
            WriteResults = { ends.Select(end => end is StatusCode.OK ? new WriteResult { UpdateTime = Then } : new WriteResult()) },
            Status = { ends.Select(end => new RpcStatus { Code = (int)end, Message = $"{end}" }) },
        };
        store.Server.On("BatchWrite", ScriptedReply.Ok(response));
        string[] conditions = ["", "new", "exists", "version", "", "", "", ""];

        var outcomes = await store.Documents.BatchWriteAsync([.. conditions.Select(condition => Conditional(store, condition))], Token);

        outcomes.Select(outcome => (outcome.Kind, outcome.ConflictKind)).Should().Equal(
            (OutcomeKind.Applied, null),
            (OutcomeKind.Conflict, ConflictKind.AlreadyExists),
            (OutcomeKind.Conflict, ConflictKind.Missing),
            (OutcomeKind.Conflict, ConflictKind.Version),
            (OutcomeKind.Failed, null),
            (OutcomeKind.Failed, null),
            (OutcomeKind.Failed, null),
            (OutcomeKind.Failed, null));
        outcomes[0].Result!.UpdateTime.Should().Be(Then);
        outcomes[4].Error.Should().BeOfType<StateUnavailableException>().Which.MayHaveBeenApplied.Should().BeFalse();
        outcomes[5].Error.Should().BeOfType<StateUnavailableException>().Which.MayHaveBeenApplied.Should().BeTrue();
        outcomes[6].Error.Should().BeOfType<AgentStateException>();
        outcomes[7].Error.Should().BeOfType<StatePermissionException>();
    }

    [Fact, Trait("Guarantee", "P9")]
    public async Task BatchWrite_TooFewResults_MayHaveBeenApplied()
    {
        await using var store = await ScriptedStore.StartAsync();
        store.Server.On("BatchWrite", SeamVerb.All["BatchWrite"].Good);

        var batch = () => store.Documents.BatchWriteAsync(
            [SeamVerb.Patch(store.Documents, "a"), SeamVerb.Patch(store.Documents, "b")], Token);

        (await batch.Should().ThrowAsync<StateUnavailableException>()).Which.MayHaveBeenApplied.Should().BeTrue();
    }

    private static Write Conditional(ScriptedStore store, string condition)
    {
        var write = SeamVerb.Patch(store.Documents, "a");
        write.CurrentDocument = condition switch
        {
            "new" => new Precondition { Exists = false },
            "exists" => new Precondition { Exists = true },
            "version" => new Precondition { UpdateTime = Then },
            _ => null,
        };
        return write;
    }
}
