using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>Answers a query by looking at every candidate: the plain meaning of a query, which an index only makes faster.</summary>
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

    /// <summary>What the caller gets of a document: all of it, or the fields that the query asked for.</summary>
    public static Document Project(QueryPlan plan, StoredDocument document)
    {
        if (plan.Projection is not { } fields)
        {
            return document.Message;
        }

        var projected = new Document
        {
            Name = document.Name,
            CreateTime = document.Message.CreateTime,
            UpdateTime = document.Message.UpdateTime,
        };
        foreach (var field in fields)
        {
            if (!field.IsName && field.Read(document) is { } value)
            {
                FieldWriter.Set(projected.Fields, field.Segments, value);
            }
        }

        return projected;
    }

    private static bool IsBetweenCursors(QueryPlan plan, Value[] key) =>
        (plan.Start is not { } start || start.IsBefore(key, plan.Orders))
        && (plan.End is not { } end || !end.IsBefore(key, plan.Orders));
}
