using Google.Cloud.Firestore.V1;

namespace AgentState.Contracts;

/// <summary>An engine that outlives the containers that use it, seen from a root of one's own.</summary>
internal sealed class Undisposed(IDocumentStore inner, DatabaseRoot? root = null) : IDocumentStore
{
    public DatabaseRoot Root { get; } = root ?? inner.Root;

    public Task<IReadOnlyList<DocumentSnapshot>> GetAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        inner.GetAsync(names, cancellationToken);

    public Task<QueryResult> QueryAsync(string parent, StructuredQuery query, CancellationToken cancellationToken) =>
        inner.QueryAsync(parent, query, cancellationToken);

    public Task<AggregateResult> AggregateAsync(
        string parent, StructuredAggregationQuery query, CancellationToken cancellationToken) =>
        inner.AggregateAsync(parent, query, cancellationToken);

    public Task<CommitOutcome> CommitAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
        inner.CommitAsync(writes, cancellationToken);

    public Task<IReadOnlyList<WriteOutcome>> BatchWriteAsync(
        IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
        inner.BatchWriteAsync(writes, cancellationToken);

    public IAsyncEnumerable<ListenSnapshot> ListenAsync(ListenTarget target, CancellationToken cancellationToken) =>
        inner.ListenAsync(target, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
