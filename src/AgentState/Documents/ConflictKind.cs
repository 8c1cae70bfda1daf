namespace AgentState.Internal.Documents;

/// <summary>The precondition that failed.</summary>
internal enum ConflictKind
{
    /// <summary>The document has another version than required, or does not exist.</summary>
    Version,

    /// <summary>The document must exist, but does not.</summary>
    Missing,

    /// <summary>The document must not exist, but does.</summary>
    AlreadyExists,
}
