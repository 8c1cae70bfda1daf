using Google.Cloud.Firestore.V1;

namespace AgentState.TestKit;

/// <summary>Forwards every call to another store; decorators override what they change.</summary>
internal abstract class PassingDocumentStore(IDocumentStore inner) : IDocumentStore
{
    public virtual DatabaseRoot Root => inner.Root;

    public virtual Task<IReadOnlyList<DocumentSnapshot>> GetAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        inner.GetAsync(names, cancellationToken);

    public virtual Task<QueryResult> QueryAsync(string parent, StructuredQuery query, CancellationToken cancellationToken) =>
        inner.QueryAsync(parent, query, cancellationToken);

    public Task<AggregateResult> AggregateAsync(string parent, StructuredAggregationQuery query, CancellationToken cancellationToken) =>
        inner.AggregateAsync(parent, query, cancellationToken);

    public virtual Task<CommitOutcome> CommitAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
        inner.CommitAsync(writes, cancellationToken);

    public virtual Task<IReadOnlyList<WriteOutcome>> BatchWriteAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
        inner.BatchWriteAsync(writes, cancellationToken);

    public IAsyncEnumerable<ListenSnapshot> ListenAsync(ListenTarget target, CancellationToken cancellationToken) =>
        inner.ListenAsync(target, cancellationToken);

    public ValueTask DisposeAsync() => EndAsync();

    /// <summary>Disposes the inner store when this store is disposed.</summary>
    protected virtual ValueTask EndAsync() => inner.DisposeAsync();
}
