using System.Diagnostics;
using AgentState.Internal.Data;
using AgentState.Internal.Diagnostics;
using AgentState.Internal.Documents.Writing;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Documents.Calls;

/// <summary>The layer above the retries: creates one span per call, and throws after it is disposed.</summary>
internal sealed class ObservedDocumentStore(IDocumentStore inner) : IDocumentStore
{
    private int disposed;

    public DatabaseRoot Root => inner.Root;

    public Task<IReadOnlyList<DocumentSnapshot>> GetAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        IsTraced()
            ? TraceAsync(
                "get",
                names.Count == 0 ? "" : DatabaseRoot.CollectionOf(names[0]),
                names.Count,
                () => inner.GetAsync(names, cancellationToken))
            : inner.GetAsync(names, cancellationToken);

    public Task<QueryResult> QueryAsync(string parent, StructuredQuery query, CancellationToken cancellationToken) =>
        IsTraced()
            ? TraceAsync("query", CollectionOf(query), 1, () => inner.QueryAsync(parent, query, cancellationToken))
            : inner.QueryAsync(parent, query, cancellationToken);

    public Task<AggregateResult> AggregateAsync(string parent, StructuredAggregationQuery query, CancellationToken cancellationToken) =>
        IsTraced()
            ? TraceAsync("aggregate", CollectionOf(query.StructuredQuery), 1, () => inner.AggregateAsync(parent, query, cancellationToken))
            : inner.AggregateAsync(parent, query, cancellationToken);

    public Task<CommitOutcome> CommitAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
        IsTraced()
            ? TraceAsync("commit", CollectionOf(writes), writes.Count, () => inner.CommitAsync(writes, cancellationToken))
            : inner.CommitAsync(writes, cancellationToken);

    public Task<IReadOnlyList<WriteOutcome>> BatchWriteAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
        IsTraced()
            ? TraceAsync("batchWrite", CollectionOf(writes), writes.Count, () => inner.BatchWriteAsync(writes, cancellationToken))
            : inner.BatchWriteAsync(writes, cancellationToken);

    public IAsyncEnumerable<ListenSnapshot> ListenAsync(ListenTarget target, CancellationToken cancellationToken)
    {
        // Only checks for disposal: a stream has no end, so it gets no span.
        IsTraced();
        return inner.ListenAsync(target, cancellationToken);
    }

    public ValueTask DisposeAsync() => Interlocked.Exchange(ref disposed, 1) == 0 ? inner.DisposeAsync() : ValueTask.CompletedTask;

    // Avoids the allocation of closures if no listener is registered.
    private bool IsTraced() => Volatile.Read(ref disposed) == 0
        ? Telemetry.Source.HasListeners()
        : throw new ObjectDisposedException("AgentState", "The container of this service was disposed.");

    private async Task<T> TraceAsync<T>(string operation, string collection, int size, Func<Task<T>> call)
    {
        using var span = GuardedSpan.Begin(
            $"{operation} {collection}",
            ActivityKind.Client,
            parent: default,
            ("db.system.name", "gcp.firestore"),
            ("db.namespace", Root.Database),
            ("db.operation.name", operation),
            ("db.collection.name", collection),
            ("db.operation.batch.size", size > 1 ? size : null));
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            span.Fail(error);
            throw;
        }
    }

    private static string CollectionOf(StructuredQuery query) => query.From is [var first, ..] ? first.CollectionId : "";

    private static string CollectionOf(IReadOnlyList<Write> writes) =>
        writes.Count == 0 ? "" : DatabaseRoot.CollectionOf(Writes.NameOf(writes[0]));
}
