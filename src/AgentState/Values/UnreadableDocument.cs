namespace AgentState;

/// <summary>
/// A stored document that a list or a watch has found and cannot read as what it lists. It hides no other. A call that names it throws
/// <see cref="StateDataException"/>; the document is left as it is.
/// </summary>
/// <param name="Path">The document's path below the parent, such as <c>agents/a1</c>.</param>
/// <param name="FieldPath">The field that cannot be read, such as <c>stats.errors</c>; null where the whole document is meant.</param>
/// <param name="Reason">What was found and what was expected. Never the content.</param>
public sealed record UnreadableDocument(string Path, string? FieldPath, string Reason);
