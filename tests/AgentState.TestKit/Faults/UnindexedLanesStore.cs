using Google.Cloud.Firestore.V1;

namespace AgentState.TestKit;

/// <summary>A database that has not got the index that serves claims by lane.</summary>
internal sealed class UnindexedLanesStore(IDocumentStore inner) : PassingDocumentStore(inner)
{
    private int refused;

    /// <summary>How many queries by lane were refused.</summary>
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
