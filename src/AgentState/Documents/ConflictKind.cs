namespace AgentState;

/// <summary>Which precondition did not hold.</summary>
internal enum ConflictKind
{
    /// <summary>The document has another version than the one named, or is gone.</summary>
    Version,

    /// <summary>The document had to exist.</summary>
    Missing,

    /// <summary>The document had to be new.</summary>
    AlreadyExists,
}
