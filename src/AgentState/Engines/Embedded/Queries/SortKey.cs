using AgentState.Internal.Engines.Embedded.Stored;

namespace AgentState.Internal.Engines.Embedded.Queries;

/// <summary>Creates and compares the keys of documents in a query's order.</summary>
internal static class SortKey
{
    /// <summary>Returns the values of the order; null if the document lacks one, which excludes it from the query.</summary>
    public static Value[]? Of(StoredDocument document, IReadOnlyList<OrderTerm> orders)
    {
        var key = new Value[orders.Count];
        for (var i = 0; i < key.Length; i++)
        {
            if (orders[i].Field.Read(document) is not { } value)
            {
                return null;
            }

            key[i] = value;
        }

        return key;
    }

    /// <summary>Compares the terms that both keys have.</summary>
    public static int Compare(ReadOnlySpan<Value> left, ReadOnlySpan<Value> right, IReadOnlyList<OrderTerm> orders)
    {
        var shared = Math.Min(left.Length, right.Length);
        for (var i = 0; i < shared; i++)
        {
            var byTerm = orders[i].Compare(left[i], right[i]);
            if (byTerm != 0)
            {
                return byTerm;
            }
        }

        return 0;
    }
}
