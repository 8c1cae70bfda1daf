namespace AgentState.Internal.Documents;

/// <summary>The kind of outcome of a write.</summary>
internal enum OutcomeKind
{
    /// <summary>The write was applied.</summary>
    Applied,

    /// <summary>A precondition failed; nothing was written.</summary>
    Conflict,

    /// <summary>
    /// A reply was lost and the retry failed its precondition, because of this write or of another one. Read the document back.
    /// </summary>
    Unknown,

    /// <summary>The write failed with the error of the outcome. Only for writes of a batch; a commit throws.</summary>
    Failed,
}
