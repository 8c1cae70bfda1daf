using Google.Cloud.Firestore.V1;

namespace AgentState.TestKit;

/// <summary>A database without the index for claims by partition.</summary>
internal sealed class UnindexedPartitionsStore(IDocumentStore inner) : PassingDocumentStore(inner)
{
    private int refused;

    /// <summary>The number of refused queries by partition.</summary>
    public int Refused => Volatile.Read(ref refused);

    public override Task<QueryResult> QueryAsync(string parent, StructuredQuery query, CancellationToken cancellationToken)
    {
        if (query.Where?.CompositeFilter?.Filters.Any(filter => filter.FieldFilter?.Field.FieldPath == "lane") is not true)
        {
            return base.QueryAsync(parent, query, cancellationToken);
        }

        Interlocked.Increment(ref refused);
        throw new MissingIndexException(query.From[0].CollectionId);
    }
}
