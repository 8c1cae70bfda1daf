using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Documents.Calls;

/// <summary>One query across its attempts; after a broken stream the next attempt continues after the documents received.</summary>
internal sealed class QueryCall(IDocumentStore inner, string parent, StructuredQuery whole)
{
    private readonly List<Document> brought = [];
    private StructuredQuery? rest;

    public async Task<QueryResult> RunAsync(CancellationToken cancellationToken)
    {
        var result = await inner.QueryAsync(parent, rest ?? whole, cancellationToken).ConfigureAwait(false);
        if (result.Interruption is null && brought.Count == 0)
        {
            return result;
        }

        brought.AddRange(result.Documents);
        if (result.Interruption is { } interruption && !(whole.Limit is { } limit && brought.Count >= limit))
        {
            // A query that cannot continue after a document starts again.
            rest = QueryContinuation.After(whole, brought);
            if (rest is null)
            {
                brought.Clear();
            }

            throw interruption;
        }

        return new QueryResult(brought, result.ReadTime);
    }
}
