using Google.Cloud.Firestore.V1;

namespace AgentState.TestKit;

/// <summary>A database in which the caller may do all but write the activity log.</summary>
internal sealed class LogRefusingStore(IDocumentStore inner) : IDocumentStore
{
    public DatabaseRoot Root => inner.Root;

    public Task<IReadOnlyList<DocumentSnapshot>> GetAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) => inner.GetAsync(names, cancellationToken);

    public Task<QueryResult> QueryAsync(string parent, StructuredQuery query, CancellationToken cancellationToken) => inner.QueryAsync(parent, query, cancellationToken);

    public Task<AggregateResult> AggregateAsync(string parent, StructuredAggregationQuery query, CancellationToken cancellationToken) =>
        inner.AggregateAsync(parent, query, cancellationToken);

    public Task<CommitOutcome> CommitAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
        writes.Any(write => DatabaseRoot.CollectionOf(Writes.NameOf(write)) == "logs")
            ? throw new StatePermissionException("The log is not to be written.")
            : inner.CommitAsync(writes, cancellationToken);

    public Task<IReadOnlyList<WriteOutcome>> BatchWriteAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken) => inner.BatchWriteAsync(writes, cancellationToken);

    public IAsyncEnumerable<ListenSnapshot> ListenAsync(ListenTarget target, CancellationToken cancellationToken) => inner.ListenAsync(target, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
