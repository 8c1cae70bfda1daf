namespace AgentState;

/// <summary>A stored document that a list or a watch could not read.</summary>
/// <remarks>
/// Other documents are still returned. A call for this document throws <see cref="StateDataException"/>. The document stays unchanged.
/// </remarks>
/// <param name="Path">The document's path below the parent, such as <c>agents/a1</c>.</param>
/// <param name="FieldPath">
/// The field that cannot be read, such as <c>stats.errors</c>; null if the problem concerns the whole document.
/// </param>
/// <param name="Reason">What was found and what was expected. Never the content.</param>
public sealed record UnreadableDocument(string Path, string? FieldPath, string Reason);
