namespace AgentState.TestKit;

/// <summary>One of the indexes that a field override defines.</summary>
internal sealed record FieldIndex
{
    /// <summary>COLLECTION or COLLECTION_GROUP.</summary>
    public string QueryScope { get; init; } = "COLLECTION";

    /// <summary>ASCENDING or DESCENDING; null for an array index.</summary>
    public string? Order { get; init; }

    /// <summary>CONTAINS; null for an ordered index.</summary>
    public string? ArrayConfig { get; init; }

    /// <summary>ASCENDING, DESCENDING or CONTAINS.</summary>
    public string? Mode => Order ?? ArrayConfig;
}
