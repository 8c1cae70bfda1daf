namespace AgentState.TestKit;

/// <summary>Replaces the automatic indexes of one field, usually with none.</summary>
internal sealed record FieldOverride
{
    public required string CollectionGroup { get; init; }

    public required string FieldPath { get; init; }

    /// <summary>Whether this field is a TTL field: the database deletes the document after this time.</summary>
    public bool? Ttl { get; init; }

    public required IReadOnlyList<FieldIndex> Indexes { get; init; }

    /// <summary>Whether this override applies to a field: to the field itself or to an enclosing map.</summary>
    public bool Covers(string collectionGroup, string path) =>
        CollectionGroup == collectionGroup &&
        (path == FieldPath || path.StartsWith(FieldPath + ".", StringComparison.Ordinal));
}
