namespace AgentState.TestKit;

/// <summary>A field of an index: ordered, or with its array's elements.</summary>
internal sealed record IndexField
{
    public const string Ascending = "ASCENDING";
    public const string Descending = "DESCENDING";
    public const string Contains = "CONTAINS";

    public required string FieldPath { get; init; }

    /// <summary>ASCENDING or DESCENDING; null where the array's elements are indexed.</summary>
    public string? Order { get; init; }

    /// <summary>CONTAINS; null where the field is ordered.</summary>
    public string? ArrayConfig { get; init; }

    /// <summary>Which of the three it is.</summary>
    public string? Mode => Order ?? ArrayConfig;

    public override string ToString() => $"{FieldPath} {Mode}";
}
