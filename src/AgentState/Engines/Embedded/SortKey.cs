namespace AgentState;

/// <summary>Places documents in a query's order.</summary>
internal static class SortKey
{
    /// <summary>The values that the order goes by, or null where the document lacks one of them and so is no part of the query.</summary>
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

    /// <summary>Compares by as many terms as both keys have.</summary>
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
