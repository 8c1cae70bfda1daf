namespace AgentState.TestKit;

/// <summary>A field of a composite index, ordered or indexed by array elements.</summary>
internal sealed record IndexField
{
    public const string Ascending = "ASCENDING";
    public const string Descending = "DESCENDING";
    public const string Contains = "CONTAINS";

    public required string FieldPath { get; init; }

    /// <summary>ASCENDING or DESCENDING; null for an array index.</summary>
    public string? Order { get; init; }

    /// <summary>CONTAINS; null for an ordered index.</summary>
    public string? ArrayConfig { get; init; }

    /// <summary>ASCENDING, DESCENDING or CONTAINS.</summary>
    public string? Mode => Order ?? ArrayConfig;

    public override string ToString() => $"{FieldPath} {Mode}";
}
