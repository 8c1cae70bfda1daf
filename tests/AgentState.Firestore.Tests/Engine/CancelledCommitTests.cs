using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentState.Firestore.Tests.Engine;

/// <summary>Tests commits that the server answers with CANCELLED although the caller did not cancel them.</summary>
/// <remarks>The emulator does so when the stream of a listener is cancelled at that moment; usually it stores the write.</remarks>
public sealed class CancelledCommitTests
{
    private const string EmulatorsWords =
        "call already cancelled. Use ServerCallStreamObserver.setOnCancelHandler() to disable this exception";

    private static readonly Timestamp Before = new() { Seconds = 1_700_000_000 };
    private static readonly Timestamp After = new() { Seconds = 1_700_000_001 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "P9"), Trait("Guarantee", "P12")]
    public async Task Commit_AnsweredCancelled_HasAnUnknownOutcome()
    {
        await using var store = await ScriptedStore.StartAsync();
        store.Server.On("Commit", ScriptedReply.Status(StatusCode.Cancelled, EmulatorsWords));

        var commit = () => store.Documents.CommitAsync([SeamVerb.Patch(store.Documents, "a")], Token);

        (await commit.Should().ThrowAsync<StateUnavailableException>()).Which.MayHaveBeenApplied.Should().BeTrue();
    }

    [Theory, Trait("Guarantee", "P9")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Write_AnsweredCancelled_IsReadBackAndAppliedOnce(bool wasStored)
    {
        await using var store = await ScriptedStore.StartAsync();
        await using var stack = Stacked(store);
        var name = store.Documents.Root.Document("c", "a");
        var seen = Snapshot(name, writeId: "earlier", Before);
        store.Server.On(
            "Commit",
            ScriptedReply.Status(StatusCode.Cancelled, EmulatorsWords),
            wasStored
                ? ScriptedReply.Status(StatusCode.FailedPrecondition, "the stored version does not match the required base version")
                : ScriptedReply.Ok(new CommitResponse { WriteResults = { new WriteResult { UpdateTime = After } }, CommitTime = After }));
        store.Server.On("GetDocument", ScriptedReply.Ok(Snapshot(name, writeId: "ours", After).Document!));

        var result = await stack.Writer.WriteAsync(Change(seen), Token);

        result.IsOurs.Should().BeTrue();
        store.Server.Calls.Select(call => call.Method)
            .Should().Equal(wasStored ? ["Commit", "Commit", "GetDocument"] : ["Commit", "Commit"]);
    }

    [Fact, Trait("Guarantee", "P9")]
    public async Task Write_AnsweredCancelledAfterAnotherWrite_IsDecidedAgain()
    {
        await using var store = await ScriptedStore.StartAsync();
        await using var stack = Stacked(store);
        var name = store.Documents.Root.Document("c", "a");
        store.Server.On(
            "Commit",
            ScriptedReply.Status(StatusCode.Cancelled, EmulatorsWords),
            ScriptedReply.Status(StatusCode.FailedPrecondition, "the stored version does not match the required base version"),
            ScriptedReply.Ok(new CommitResponse { WriteResults = { new WriteResult { UpdateTime = After } }, CommitTime = After }));
        store.Server.On("GetDocument", ScriptedReply.Ok(Snapshot(name, writeId: "another's", After).Document!));

        await stack.Writer.WriteAsync(Change(Snapshot(name, writeId: "earlier", Before)), Token);

        var last = store.Server.Calls[^1].Read(CommitRequest.Parser).Writes.Should().ContainSingle().Subject;
        last.CurrentDocument.UpdateTime.Should().Be(
            After, "the change was decided again from the state that the other writer stored");
    }

    private static DocumentStack Stacked(ScriptedStore store) => new(
        store.Documents,
        new RetryOptions { Delay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(5) },
        TimeProvider.System,
        NullLogger.Instance);

    private static StateChange Change(DocumentSnapshot seen) => new()
    {
        Name = seen.Name,
        Known = seen,
        Decide = _ => Writes.Patch(seen.Name, [new("writeId", Values.Of("ours"))], ["writeId"]),
        IsMine = static snapshot => snapshot.Document?.Fields["writeId"].StringValue == "ours",
    };

    private static DocumentSnapshot Snapshot(string name, string writeId, Timestamp version) =>
        new(name, new Document { Name = name, UpdateTime = version, CreateTime = Before, Fields = { ["writeId"] = Values.Of(writeId) } });
}
