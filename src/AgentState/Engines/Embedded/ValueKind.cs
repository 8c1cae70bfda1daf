namespace AgentState;

/// <summary>The types as the database's order knows them, lowest first. A range filter never leaves the kind of its operand.</summary>
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
