using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>One query over its attempts: what a broken stream brought is kept, and the next attempt goes on behind it.</summary>
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
            // Where the query cannot go on behind a document, it starts anew.
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
