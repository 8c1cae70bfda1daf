using Google.Cloud.Firestore.V1;

namespace AgentState.Chaos;

/// <summary>Writes the ends of claims whatever has become of their tasks meanwhile. The product itself has no such switch.</summary>
internal sealed class UnfencedDocumentStore(IDocumentStore inner) : IDocumentStore
{
    public DatabaseRoot Root => inner.Root;

    public Task<IReadOnlyList<DocumentSnapshot>> GetAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        inner.GetAsync(names, cancellationToken);

    public Task<QueryResult> QueryAsync(string parent, StructuredQuery query, CancellationToken cancellationToken) =>
        inner.QueryAsync(parent, query, cancellationToken);

    public Task<AggregateResult> AggregateAsync(string parent, StructuredAggregationQuery query, CancellationToken cancellationToken) =>
        inner.AggregateAsync(parent, query, cancellationToken);

    public Task<CommitOutcome> CommitAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
        inner.CommitAsync([.. writes.Select(Spoil)], cancellationToken);

    public Task<IReadOnlyList<WriteOutcome>> BatchWriteAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
        inner.BatchWriteAsync([.. writes.Select(Spoil)], cancellationToken);

    public IAsyncEnumerable<ListenSnapshot> ListenAsync(ListenTarget target, CancellationToken cancellationToken) =>
        inner.ListenAsync(target, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    // Whatever ends a claim says so by its token, and nothing else does.
    private static Write Spoil(Write write)
    {
        if (write.UpdateMask?.FieldPaths.Contains(TaskFields.LastEnded) != true)
        {
            return write;
        }

        var spoilt = write.Clone();
        spoilt.CurrentDocument = new Precondition { Exists = true };
        return spoilt;
    }
}
