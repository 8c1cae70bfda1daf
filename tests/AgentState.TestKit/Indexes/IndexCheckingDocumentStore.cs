using Google.Cloud.Firestore.V1;

namespace AgentState.TestKit;

/// <summary>Throws when a test sends a query that no index of the file serves.</summary>
internal sealed class IndexCheckingDocumentStore(IDocumentStore inner, IndexFile? file = null) : IDocumentStore
{
    private readonly IndexFile indexes = file ?? IndexFile.Shipped;

    public DatabaseRoot Root => inner.Root;

    public Task<IReadOnlyList<DocumentSnapshot>> GetAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        inner.GetAsync(names, cancellationToken);

    public Task<QueryResult> QueryAsync(string parent, StructuredQuery query, CancellationToken cancellationToken)
    {
        Check(QueryShape.Of(query, aggregated: []));

        return inner.QueryAsync(parent, query, cancellationToken);
    }

    public Task<AggregateResult> AggregateAsync(string parent, StructuredAggregationQuery query, CancellationToken cancellationToken)
    {
        var fields = query.Aggregations.Select(
            aggregation => (aggregation.Sum?.Field ?? aggregation.Avg?.Field)?.FieldPath).OfType<string>();
        Check(QueryShape.Of(query.StructuredQuery, fields.Distinct()));

        return inner.AggregateAsync(parent, query, cancellationToken);
    }

    public Task<CommitOutcome> CommitAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
        inner.CommitAsync(writes, cancellationToken);

    public Task<IReadOnlyList<WriteOutcome>> BatchWriteAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
        inner.BatchWriteAsync(writes, cancellationToken);

    public IAsyncEnumerable<ListenSnapshot> ListenAsync(ListenTarget target, CancellationToken cancellationToken)
    {
        if (target.Query is { } query)
        {
            Check(QueryShape.Of(query, aggregated: []));
        }

        return inner.ListenAsync(target, cancellationToken);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private void Check(QueryShape shape)
    {
        if (IndexCheck.Missing(indexes, shape) is { } problem)
        {
            throw new UnindexedQueryException(problem);
        }
    }
}
