using Google.Cloud.Firestore.V1;

namespace AgentState.TestKit;

/// <summary>An engine that refuses every commit in which a log entry of one of these actions is, as the service refuses what it does not like: all of it.</summary>
internal sealed class PoisonedDocumentStore(IDocumentStore inner, params string[] actions) : IDocumentStore
{
    public DatabaseRoot Root => inner.Root;

    public Task<IReadOnlyList<DocumentSnapshot>> GetAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        inner.GetAsync(names, cancellationToken);

    public Task<QueryResult> QueryAsync(string parent, StructuredQuery query, CancellationToken cancellationToken) =>
        inner.QueryAsync(parent, query, cancellationToken);

    public Task<AggregateResult> AggregateAsync(string parent, StructuredAggregationQuery query, CancellationToken cancellationToken) =>
        inner.AggregateAsync(parent, query, cancellationToken);

    public Task<CommitOutcome> CommitAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
        writes.Any(write => write.Update?.Fields.GetValueOrDefault("action") is { } action && actions.Contains(action.StringValue))
            ? throw new AgentStateException("The database refused the request.")
            : inner.CommitAsync(writes, cancellationToken);

    public Task<IReadOnlyList<WriteOutcome>> BatchWriteAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
        inner.BatchWriteAsync(writes, cancellationToken);

    public IAsyncEnumerable<ListenSnapshot> ListenAsync(ListenTarget target, CancellationToken cancellationToken) =>
        inner.ListenAsync(target, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
