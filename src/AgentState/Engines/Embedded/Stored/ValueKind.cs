namespace AgentState.Internal.Engines.Embedded.Stored;

/// <summary>The kinds of values in the database's order, lowest first; a range filter matches only the kind of its operand.</summary>
internal enum ValueKind
{
    Null,
    Boolean,
    NaN,
    Number,
    Timestamp,
    String,
    Bytes,
    Reference,
    GeoPoint,
    Array,
    Vector,
    Map,
}
