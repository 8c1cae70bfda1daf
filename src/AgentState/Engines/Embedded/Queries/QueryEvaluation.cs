using AgentState.Internal.Engines.Embedded.Stored;

namespace AgentState.Internal.Engines.Embedded.Queries;

/// <summary>Answers a query by a scan of all candidates; an index returns the same result faster.</summary>
internal static class QueryEvaluation
{
    public static IEnumerable<StoredDocument> Run(QueryPlan plan, IEnumerable<StoredDocument> candidates)
    {
        var found = new List<(Value[] Key, StoredDocument Document)>();
        foreach (var document in candidates)
        {
            if (plan.Matches(document) && SortKey.Of(document, plan.Orders) is { } key && IsBetweenCursors(plan, key))
            {
                found.Add((key, document));
            }
        }

        found.Sort((left, right) => SortKey.Compare(left.Key, right.Key, plan.Orders));
        return found.Select(static entry => entry.Document).Skip(plan.Offset).Take(plan.Limit);
    }

    private static bool IsBetweenCursors(QueryPlan plan, Value[] key) =>
        (plan.Start is not { } start || start.IsBefore(key, plan.Orders))
        && (plan.End is not { } end || !end.IsBefore(key, plan.Orders));
}
