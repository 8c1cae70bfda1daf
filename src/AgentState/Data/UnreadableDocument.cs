namespace AgentState;

/// <summary>A stored document that a list or a watch could not read.</summary>
/// <remarks>
/// Other documents are still returned. A call for this document throws <see cref="StateDataException"/>. The document stays unchanged.
/// </remarks>
public sealed record UnreadableDocument
{
    /// <summary>The document's path below the parent, such as <c>agents/a1</c>.</summary>
    public required string Path { get; init; }

    /// <summary>The field that cannot be read, such as <c>stats.errors</c>; null if the problem concerns the whole document.</summary>
    public string? FieldPath { get; init; }

    /// <summary>What was found and what was expected. Never the content.</summary>
    public required string Reason { get; init; }
}
