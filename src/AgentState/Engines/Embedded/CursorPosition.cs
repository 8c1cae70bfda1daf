namespace AgentState;

/// <summary>A place in an order: just before or just behind all that begins with the values.</summary>
internal sealed record CursorPosition(Value[] Values, bool Before)
{
    /// <summary>Whether a document lies behind this place.</summary>
    public bool IsBefore(ReadOnlySpan<Value> key, IReadOnlyList<OrderTerm> orders)
    {
        var order = SortKey.Compare(Values, key, orders);
        return order < 0 || (order == 0 && Before);
    }

    /// <summary>Whether this place lies before another one.</summary>
    public bool IsBefore(CursorPosition other, IReadOnlyList<OrderTerm> orders)
    {
        var order = SortKey.Compare(Values, other.Values, orders);
        if (order != 0)
        {
            return order < 0;
        }

        // The shorter one lies at an end of all that begins as the longer one does.
        return Values.Length == other.Values.Length ? Before && !other.Before
            : Values.Length < other.Values.Length ? Before
            : !other.Before;
    }
}
