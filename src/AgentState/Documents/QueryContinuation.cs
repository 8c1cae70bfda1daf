using Google.Cloud.Firestore.V1;
using Google.Protobuf.Collections;
using static Google.Cloud.Firestore.V1.StructuredQuery.Types;

namespace AgentState;

/// <summary>What is left of a query whose stream broke.</summary>
internal static class QueryContinuation
{
    /// <summary>
    /// The same query behind the last document brought, with what is left of its limit; null where that cannot be said, since the
    /// query's orders are not written out to the name or its documents do not hold the fields ordered by: then it starts anew.
    /// </summary>
    public static StructuredQuery? After(StructuredQuery query, IReadOnlyList<Document> brought)
    {
        if (brought.Count == 0)
        {
            return query;
        }

        var cursor = CursorBehind(brought[^1], query.OrderBy);
        if (cursor is null)
        {
            return null;
        }

        var rest = query.Clone();
        rest.StartAt = cursor;
        rest.Offset = 0;
        rest.Limit = query.Limit - brought.Count;
        return rest;
    }

    private static Cursor? CursorBehind(Document last, RepeatedField<Order> orders)
    {
        if (orders.Count == 0 || orders[^1].Field.FieldPath != FieldPath.Name)
        {
            return null;
        }

        var cursor = new Cursor { Before = false };
        foreach (var order in orders)
        {
            // A nested path is not looked up here: the stores order by fields of the top level alone.
            if (order.Field.FieldPath == FieldPath.Name)
            {
                cursor.Values.Add(new Value { ReferenceValue = last.Name });
            }
            else if (last.Fields.TryGetValue(order.Field.FieldPath, out var value))
            {
                cursor.Values.Add(value);
            }
            else
            {
                return null;
            }
        }

        return cursor;
    }
}
