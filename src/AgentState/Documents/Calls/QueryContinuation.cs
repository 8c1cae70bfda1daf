using AgentState.Internal.Data.Checks;
using Google.Cloud.Firestore.V1;
using Google.Protobuf.Collections;
using static Google.Cloud.Firestore.V1.StructuredQuery.Types;

namespace AgentState.Internal.Documents.Calls;

/// <summary>Computes the rest of a query whose stream broke.</summary>
internal static class QueryContinuation
{
    /// <summary>Returns the query after the last document received, with the rest of its limit; null if it must start again.</summary>
    /// <remarks>It must start again if its orders do not end with the name, or if a document lacks a field that it orders by.</remarks>
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
            // Nested paths are not supported: the services order only by top-level fields.
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
