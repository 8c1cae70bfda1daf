using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Google.Protobuf.WellKnownTypes;

namespace AgentState.Firestore.Tests.Engine;

/// <summary>A verb of <see cref="IDocumentStore"/>, with the service method behind it and a good answer.</summary>
/// <param name="Method">The method of the service.</param>
/// <param name="IsWrite">Whether it writes, so that after a lost reply the outcome is unknown.</param>
/// <param name="CallAsync">Calls the verb.</param>
/// <param name="Good">An answer with which the call succeeds.</param>
internal sealed record SeamVerb(string Method, bool IsWrite, Func<IDocumentStore, CancellationToken, Task> CallAsync, ScriptedReply Good)
{
    private static readonly Timestamp Then = new() { Seconds = 1_700_000_000 };

    /// <summary>All verbs; getting one document and getting many are two verbs, since they call different methods.</summary>
    public static IReadOnlyDictionary<string, SeamVerb> All { get; } = new SeamVerb[]
    {
        new(
            "GetDocument",
            IsWrite: false,
            (store, token) => store.GetAsync([Name(store, "a")], token),
            ScriptedReply.Ok(new Document())),
        new(
            "BatchGetDocuments",
            IsWrite: false,
            (store, token) => store.GetAsync([Name(store, "a"), Name(store, "b")], token),
            ScriptedReply.Ok(
                new BatchGetDocumentsResponse { Missing = "projects/scripted/databases/(default)/documents/c/b", ReadTime = Then },
                new BatchGetDocumentsResponse { Missing = "projects/scripted/databases/(default)/documents/c/a", ReadTime = Then })),
        new(
            "RunQuery",
            IsWrite: false,
            (store, token) => store.QueryAsync(store.Root.Parent, new DocumentQuery("c").Build(), token),
            ScriptedReply.Ok(new RunQueryResponse { ReadTime = Then })),
        new(
            "RunAggregationQuery",
            IsWrite: false,
            (store, token) => store.AggregateAsync(store.Root.Parent, Count("c"), token),
            ScriptedReply.Ok(new RunAggregationQueryResponse { Result = new AggregationResult(), ReadTime = Then })),
        new(
            "Commit",
            IsWrite: true,
            (store, token) => store.CommitAsync([Patch(store, "a")], token),
            ScriptedReply.Ok(new CommitResponse { WriteResults = { new WriteResult { UpdateTime = Then } }, CommitTime = Then })),
        new(
            "BatchWrite",
            IsWrite: true,
            (store, token) => store.BatchWriteAsync([Patch(store, "a")], token),
            ScriptedReply.Ok(
                new BatchWriteResponse { WriteResults = { new WriteResult { UpdateTime = Then } }, Status = { new RpcStatus() } })),
    }.ToDictionary(verb => verb.Method);

    public static IEnumerable<string> Methods => All.Keys;

    public static StructuredAggregationQuery Count(string collection) => new()
    {
        StructuredQuery = new DocumentQuery(collection).Build(),
        Aggregations = { new StructuredAggregationQuery.Types.Aggregation { Alias = "n", Count = new() } },
    };

    public bool IsQuery => Method is "RunQuery" or "RunAggregationQuery";

    /// <summary>A write without a condition.</summary>
    public static Write Patch(IDocumentStore store, string id) => Writes.Patch(Name(store, id), [], []);

    private static string Name(IDocumentStore store, string id) => store.Root.Document("c", id);
}
