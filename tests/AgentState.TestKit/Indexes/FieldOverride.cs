namespace AgentState.TestKit;

/// <summary>Replaces the automatic indexes of one field, most often by none.</summary>
internal sealed record FieldOverride
{
    public required string CollectionGroup { get; init; }

    public required string FieldPath { get; init; }

    /// <summary>Whether the database deletes documents once this time has passed.</summary>
    public bool? Ttl { get; init; }

    public required IReadOnlyList<FieldIndex> Indexes { get; init; }

    /// <summary>Whether this override is about a field: the field itself, or a map around it.</summary>
    public bool Covers(string collectionGroup, string path) =>
        CollectionGroup == collectionGroup &&
        (path == FieldPath || path.StartsWith(FieldPath + ".", StringComparison.Ordinal));
}
