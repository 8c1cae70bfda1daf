using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace AgentState.Firestore.Tests.Engine;

/// <summary>Tests streamed answers: their order, interruptions, and the error of a missing index.</summary>
public sealed class StreamTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;
    private static readonly StructuredQuery Query = new DocumentQuery("tasks").Build();

    public static TheoryData<string> Breaks { get; } = new("status", "reset", "disconnect");

    [Fact, Trait("Guarantee", "P9")]
    public async Task Query_StatusAfterDocuments_ReturnsThemAndTheInterruption()
    {
        await using var store = await ScriptedStore.StartAsync();
        store.Server.On("RunQuery", Broken(ScriptedReply.Ok(Row("a", 1), Row("b", 2)), "status"));

        var result = await store.Documents.QueryAsync(store.Documents.Root.Parent, Query, Token);

        result.Documents.Select(document => document.Name).Should().Equal("a", "b");
        result.ReadTime.Seconds.Should().Be(2);
        result.Interruption.Should().NotBeNull();
        result.Interruption!.MayHaveBeenApplied.Should().BeFalse();
    }

    [Theory, Trait("Guarantee", "P9")]
    [InlineData("reset")]
    [InlineData("disconnect")]
    public async Task Query_BrokenAfterDocuments_ReturnsThemAndTheInterruption(string way)
    {
        // A reset discards data that the receiver has not read yet. Rows larger than the window make the sender wait for the reader,
        // so the first row has been read when the last one is sent.
        await using var store = await ScriptedStore.StartAsync();
        store.Server.On("RunQuery", Broken(ScriptedReply.Ok(LargeRow("a", 1), LargeRow("b", 2)), way));

        var result = await store.Documents.QueryAsync(store.Documents.Root.Parent, Query, Token);

        result.Documents[0].Name.Should().Be("a");
        result.ReadTime.Seconds.Should().Be(result.Documents.Count);
        result.Interruption.Should().NotBeNull();
    }

    [Theory, Trait("Guarantee", "P9"), MemberData(nameof(Breaks))]
    public async Task Query_BrokenBeforeAnyDocument_Throws(string way)
    {
        await using var store = await ScriptedStore.StartAsync();
        store.Server.On("RunQuery", Broken(ScriptedReply.Ok(new RunQueryResponse { ReadTime = Time(1) }), way));

        var query = () => store.Documents.QueryAsync(store.Documents.Root.Parent, Query, Token);

        await query.Should().ThrowAsync<StateUnavailableException>();
    }

    [Fact, Trait("Guarantee", "P9")]
    public async Task Query_RefusedAfterDocuments_Throws()
    {
        await using var store = await ScriptedStore.StartAsync();
        store.Server.On("RunQuery", ScriptedReply.Ok(Row("a", 1)).ThenStatus(StatusCode.PermissionDenied));

        var query = () => store.Documents.QueryAsync(store.Documents.Root.Parent, Query, Token);

        await query.Should().ThrowAsync<StatePermissionException>();
    }

    [Fact, Trait("Guarantee", "P9")]
    public async Task Query_WithoutDocuments_HasItsReadTime()
    {
        await using var store = await ScriptedStore.StartAsync();
        store.Server.On("RunQuery", ScriptedReply.Ok(new RunQueryResponse { ReadTime = Time(7) }));

        var result = await store.Documents.QueryAsync(store.Documents.Root.Parent, Query, Token);

        result.Documents.Should().BeEmpty();
        result.ReadTime.Seconds.Should().Be(7);
        result.Interruption.Should().BeNull();
    }

    [Theory, Trait("Guarantee", "P9")]
    [InlineData("RunQuery")]
    [InlineData("RunAggregationQuery")]
    [InlineData("BatchGetDocuments")]
    public async Task AnyStream_EndedWithoutItsAnswer_ThrowsUnavailable(string method)
    {
        await using var store = await ScriptedStore.StartAsync();
        store.Server.On(method, ScriptedReply.Ok());

        var call = () => SeamVerb.All[method].CallAsync(store.Documents, Token);

        (await call.Should().ThrowAsync<StateUnavailableException>()).Which.MayHaveBeenApplied.Should().BeFalse();
    }

    [Theory, Trait("Guarantee", "P11")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Query_MissingIndex_ThrowsWithTheLinkFromDetailsOrText(bool inDetails)
    {
        const string Link = "https://console.firebase.google.com/v1/r/project/p/firestore/indexes?create_composite=ClZwcm9q";
        await using var store = await ScriptedStore.StartAsync();
        var help = new Help { Links = { new Help.Types.Link { Url = Link } } };
        store.Server.On("RunQuery", inDetails
            ? ScriptedReply.Status(StatusCode.FailedPrecondition, "The query requires an index.", help)
            : ScriptedReply.Status(StatusCode.FailedPrecondition, $"The query requires an index. You can create it here: {Link}"));

        var query = () => store.Documents.QueryAsync(store.Documents.Root.Parent, Query, Token);

        var error = (await query.Should().ThrowAsync<MissingIndexException>()).Which;
        error.Collection.Should().Be("tasks");
        error.CreateLink.Should().Be(new Uri(Link));
        error.Message.Should().Contain(Link).And.Contain("firestore.indexes.json");
    }

    [Fact, Trait("Guarantee", "P11")]
    public async Task Query_MissingIndexWithoutALink_ThrowsMissingIndex()
    {
        await using var store = await ScriptedStore.StartAsync();
        store.Server.On("RunQuery", ScriptedReply.Status(StatusCode.FailedPrecondition, "The query requires an index."));

        var query = () => store.Documents.QueryAsync(store.Documents.Root.Parent, Query, Token);

        (await query.Should().ThrowAsync<MissingIndexException>()).Which.CreateLink.Should().BeNull();
    }

    [Fact, Trait("Guarantee", "P9")]
    public async Task Get_ManyNames_ReturnsOneSnapshotPerNameInOrder()
    {
        await using var store = await ScriptedStore.StartAsync();
        store.Server.On("BatchGetDocuments", ScriptedReply.Ok(
            new BatchGetDocumentsResponse { Found = new Document { Name = "c" }, ReadTime = Time(1) },
            new BatchGetDocumentsResponse { Missing = "b", ReadTime = Time(1) },
            new BatchGetDocumentsResponse { Found = new Document { Name = "a" }, ReadTime = Time(2) }));

        var snapshots = await store.Documents.GetAsync(["a", "b", "c", "a"], Token);

        snapshots.Select(snapshot => (snapshot.Name, snapshot.Document is not null, snapshot.ReadTime!.Seconds))
            .Should().Equal(("a", true, 2), ("b", false, 1), ("c", true, 1), ("a", true, 2));
        store.Server.Calls.Single().Read(BatchGetDocumentsRequest.Parser).Documents.Should().BeEquivalentTo("a", "b", "c");
    }

    [Theory, Trait("Guarantee", "P9"), MemberData(nameof(Breaks))]
    public async Task Get_ManyNamesInterrupted_Throws(string way)
    {
        await using var store = await ScriptedStore.StartAsync();
        store.Server.On(
            "BatchGetDocuments", Broken(ScriptedReply.Ok(new BatchGetDocumentsResponse { Missing = "a", ReadTime = Time(1) }), way));

        var get = () => store.Documents.GetAsync(["a", "b"], Token);

        await get.Should().ThrowAsync<StateUnavailableException>();
    }

    [Fact, Trait("Guarantee", "P9")]
    public async Task Get_MissingDocument_ReturnsASnapshotWithoutDocument()
    {
        await using var store = await ScriptedStore.StartAsync();
        var name = store.Documents.Root.Document("c", "The database is gone");
        store.Server.On("GetDocument", ScriptedReply.Status(StatusCode.NotFound, $"Document \"{name}\" not found."));

        var snapshots = await store.Documents.GetAsync([name], Token);

        snapshots.Should().ContainSingle().Which.Should().Be(new DocumentSnapshot(name, Document: null));
    }

    [Fact]
    public async Task Get_NoNames_MakesNoCall()
    {
        await using var store = await ScriptedStore.StartAsync();

        var snapshots = await store.Documents.GetAsync([], Token);

        snapshots.Should().BeEmpty();
        store.Server.Calls.Should().BeEmpty();
    }

    private static ScriptedReply Broken(ScriptedReply reply, string way) => way switch
    {
        "status" => reply.ThenStatus(StatusCode.Unavailable, "going away"),
        "reset" => reply.ThenReset(),
        _ => reply.ThenDisconnect(),
    };

    private static RunQueryResponse Row(string name, long seconds) =>
        new() { Document = new Document { Name = name }, ReadTime = Time(seconds) };

    private static RunQueryResponse LargeRow(string name, long seconds)
    {
        var row = Row(name, seconds);
        row.Document.Fields.Add("fill", Values.Of(new string('x', 900_000)));
        return row;
    }

    private static Timestamp Time(long seconds) => new() { Seconds = seconds };
}
