namespace AgentState.TestKit;

/// <summary>One of the indexes that an override leaves a field.</summary>
internal sealed record FieldIndex
{
    /// <summary>COLLECTION or COLLECTION_GROUP.</summary>
    public string QueryScope { get; init; } = "COLLECTION";

    /// <summary>ASCENDING or DESCENDING; null where the array's elements are indexed.</summary>
    public string? Order { get; init; }

    /// <summary>CONTAINS; null where the field is ordered.</summary>
    public string? ArrayConfig { get; init; }

    /// <summary>Which of the three it is.</summary>
    public string? Mode => Order ?? ArrayConfig;
}
