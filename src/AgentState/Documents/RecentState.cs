namespace AgentState;

/// <summary>What is known of a document.</summary>
/// <param name="Name">The document's full name.</param>
/// <param name="State">Its state.</param>
/// <param name="IsStale">Whether it must be read again, and the state is that of no document.</param>
internal readonly record struct RecentState<T>(string Name, T State, bool IsStale);
