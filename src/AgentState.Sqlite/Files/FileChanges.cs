namespace AgentState.Internal.Sqlite.Files;

/// <summary>What changed since the previous transaction of this process.</summary>
/// <param name="Names">The full names of the changed documents; null = not known, so every listener must read again.</param>
/// <param name="Listeners">The sockets to wake, if this transaction changed documents.</param>
internal readonly record struct FileChanges(IReadOnlyCollection<string>? Names, IReadOnlyList<string> Listeners);
