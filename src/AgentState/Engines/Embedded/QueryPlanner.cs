using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>Checks a query as the service does, and spells out what it leaves implicit.</summary>
internal static class QueryPlanner
{
    public static QueryPlan Plan(string parent, StructuredQuery query)
    {
        if (query.From.Count != 1)
        {
            throw InvalidArgument.Of("A query names one collection in from.");
        }

        if (query.Limit is < 0)
        {
            throw InvalidArgument.Of("limit is negative.");
        }

        if (query.Offset < 0)
        {
            throw InvalidArgument.Of("offset is negative.");
        }

        var orders = ImpliedOrder.Complete(query);
        return new QueryPlan
        {
            Parent = parent,
            CollectionId = query.From[0].CollectionId,
            AllDescendants = query.From[0].AllDescendants,
            Orders = orders,
            Matches = query.Where is { } filter ? FilterEvaluation.Compile(filter) : static _ => true,
            Start = Position(query.StartAt, query.OrderBy.Count, "start_at"),
            End = Position(query.EndAt, query.OrderBy.Count, "end_at"),
            Offset = query.Offset,
            Limit = query.Limit ?? int.MaxValue,
            Projection = query.Select is { } projection ? [.. projection.Fields.Select(field => FieldReader.Of(field.FieldPath))] : null,
        };
    }

    private static CursorPosition? Position(Cursor? cursor, int explicitOrders, string name)
    {
        if (cursor is null)
        {
            return null;
        }

        return cursor.Values.Count <= explicitOrders
            ? new CursorPosition([.. cursor.Values], cursor.Before)
            : throw InvalidArgument.Of($"{name} has more values than the query has orders.");
    }
}
