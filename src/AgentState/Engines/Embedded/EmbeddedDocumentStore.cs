using AgentState.Internal.Data;
using AgentState.Internal.Documents;
using AgentState.Internal.Engines.Embedded.Collections;
using AgentState.Internal.Engines.Embedded.Listening;
using AgentState.Internal.Engines.Embedded.Writing;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Engines.Embedded;

/// <summary>An in-memory document store that answers calls like Firestore. Thread-safe.</summary>
/// <remarks>
/// Calls run one after the other. A read includes all of a commit or nothing of it. The documents exist only as long as this instance.
/// Like Firestore, it deletes documents some time after their <c>expireAt</c>, by the shipped TTL policies; it does so at commits.
/// </remarks>
/// <param name="root">The database that it represents.</param>
/// <param name="time">The clock for commit times and timeouts.</param>
/// <param name="indexFrom">The number of documents from which a collection uses indexes instead of scans.</param>
internal sealed class EmbeddedDocumentStore(
    DatabaseRoot root, TimeProvider time, int indexFrom = DocumentCollection.DefaultIndexFrom) : IDocumentStore
{
    private readonly Lock gate = new();
    private readonly MemoryStorage storage = new(time, indexFrom);
    private readonly ChangeFeed feed = new();

    public DatabaseRoot Root { get; } = root;

    public Task<IReadOnlyList<DocumentSnapshot>> GetAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        Answer(() => EngineCalls.Get(Root, names), cancellationToken);

    public Task<QueryResult> QueryAsync(string parent, StructuredQuery query, CancellationToken cancellationToken) =>
        Answer(() => EngineCalls.Query(Root, parent, query), cancellationToken);

    public Task<AggregateResult> AggregateAsync(
        string parent, StructuredAggregationQuery query, CancellationToken cancellationToken) =>
        Answer(() => EngineCalls.Aggregate(Root, parent, query), cancellationToken);

    public Task<CommitOutcome> CommitAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
        Answer(() => EngineCalls.Commit(Root, writes), cancellationToken);

    public Task<IReadOnlyList<WriteOutcome>> BatchWriteAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
        Answer(() => EngineCalls.BatchWrite(Root, writes), cancellationToken);

    public IAsyncEnumerable<ListenSnapshot> ListenAsync(ListenTarget target, CancellationToken cancellationToken) =>
        StoreListener.ListenAsync(this, feed, target, time, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // Runs synchronously. Errors and cancellation are still returned in the task, as with a network.
    private Task<T> Answer<T>(Func<Func<IDocumentStorage, T>> prepare, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        try
        {
            var call = prepare();
            lock (gate)
            {
                try
                {
                    return Task.FromResult(call(storage));
                }
                finally
                {
                    feed.Report(storage.TakeChanged());
                }
            }
        }
        catch (AgentStateException error)
        {
            return Task.FromException<T>(error);
        }
    }
}
