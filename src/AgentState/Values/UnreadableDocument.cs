namespace AgentState;

/// <summary>
/// A stored document that a list or a watch could not read. The others are returned all the same; a call that names this one throws
/// <see cref="StateDataException"/>. The document is left as it is.
/// </summary>
/// <param name="Path">The document's path below the parent, such as <c>agents/a1</c>.</param>
/// <param name="FieldPath">The field that cannot be read, such as <c>stats.errors</c>; null where the whole document is meant.</param>
/// <param name="Reason">What was found and what was expected. Never the content.</param>
public sealed record UnreadableDocument(string Path, string? FieldPath, string Reason);
