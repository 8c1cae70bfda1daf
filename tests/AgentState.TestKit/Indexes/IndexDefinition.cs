namespace AgentState.TestKit;

/// <summary>A composite index.</summary>
internal sealed record IndexDefinition
{
    public required string CollectionGroup { get; init; }

    /// <summary>COLLECTION or COLLECTION_GROUP.</summary>
    public required string QueryScope { get; init; }

    public required IReadOnlyList<IndexField> Fields { get; init; }

    public override string ToString() => $"{CollectionGroup} ({string.Join(", ", Fields)})";
}
