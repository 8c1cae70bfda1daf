using AgentState.Internal.Engines.Embedded.Stored;

namespace AgentState.Internal.Engines.Embedded.Queries;

/// <summary>One term of a query's order.</summary>
internal readonly record struct OrderTerm(FieldReader Field, bool Descending)
{
    public int Compare(Value left, Value right) =>
        Descending ? ValueOrder.Compare(right, left) : ValueOrder.Compare(left, right);
}
