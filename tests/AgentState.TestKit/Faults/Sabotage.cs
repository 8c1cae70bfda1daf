namespace AgentState.TestKit;

/// <summary>A disabled mechanism.</summary>
internal enum Sabotage
{
    /// <summary>Writes are no longer conditional on the version that was read.</summary>
    NoPrecondition,

    /// <summary>Completions are written even if the task has changed since; everything else is unchanged.</summary>
    UnfencedEnds,

    /// <summary>All claims have the same token.</summary>
    OneClaimToken,

    /// <summary>The completed claim is not stored.</summary>
    NoLastEnded,

    /// <summary>Write ids are not stored.</summary>
    NoWriteIds,

    /// <summary>A create uses another id at each attempt.</summary>
    ServerMadeId,
}
