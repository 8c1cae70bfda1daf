namespace AgentState.Internal.Engines.Embedded.Queries;

/// <summary>A position in an order: directly before or after all keys that begin with the values.</summary>
internal sealed record CursorPosition(Value[] Values, bool Before)
{
    /// <summary>Returns whether this position is before a document's key.</summary>
    public bool IsBefore(ReadOnlySpan<Value> key, IReadOnlyList<OrderTerm> orders)
    {
        var order = SortKey.Compare(Values, key, orders);
        return order < 0 || (order == 0 && Before);
    }

    /// <summary>Returns whether this position is before another one.</summary>
    public bool IsBefore(CursorPosition other, IReadOnlyList<OrderTerm> orders)
    {
        var order = SortKey.Compare(Values, other.Values, orders);
        if (order != 0)
        {
            return order < 0;
        }

        // The shorter position is before or after all keys that begin with its values, which include the longer position.
        return Values.Length == other.Values.Length ? Before && !other.Before
            : Values.Length < other.Values.Length ? Before
            : !other.Before;
    }
}
