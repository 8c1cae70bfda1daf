namespace AgentState.Internal.Documents.Listening;

/// <summary>The cached state of a document.</summary>
/// <param name="Name">The document's full name.</param>
/// <param name="State">The cached state; if it is stale, the state of a document that does not exist.</param>
/// <param name="IsStale">Whether the document must be read.</param>
internal readonly record struct RecentState<T>(string Name, T State, bool IsStale);
