using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>One query over its attempts: what a broken stream brought is kept, and the next attempt goes on behind it.</summary>
internal sealed class QueryCall(IDocumentStore inner, string parent, StructuredQuery query)
{
    private readonly List<Document> brought = [];
    private StructuredQuery remaining = query;

    public async Task<QueryResult> RunAsync(CancellationToken cancellationToken)
    {
        var result = await inner.QueryAsync(parent, remaining, cancellationToken).ConfigureAwait(false);
        if (result.Interruption is null && brought.Count == 0)
        {
            return result;
        }

        brought.AddRange(result.Documents);
        if (result.Interruption is { } interruption && !(query.Limit is { } limit && brought.Count >= limit))
        {
            if (QueryContinuation.After(query, brought) is { } rest)
            {
                remaining = rest;
            }
            else
            {
                brought.Clear();
                remaining = query;
            }

            throw interruption;
        }

        return new QueryResult(brought, result.ReadTime);
    }
}
