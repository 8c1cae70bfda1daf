namespace AgentState;

/// <summary>A place between documents: just before or just behind all those whose key begins with the values.</summary>
internal sealed record CursorPosition(Value[] Values, bool Before)
{
    /// <summary>Whether a document lies behind this place.</summary>
    public bool IsBefore(ReadOnlySpan<Value> key, IReadOnlyList<OrderTerm> orders)
    {
        var order = SortKey.Compare(Values, key, orders);
        return order < 0 || (order == 0 && Before);
    }
}
