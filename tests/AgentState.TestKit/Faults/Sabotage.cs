namespace AgentState.TestKit;

/// <summary>A mechanism that is taken away.</summary>
internal enum Sabotage
{
    /// <summary>Writes are no longer conditional on the version that was read.</summary>
    NoPrecondition,

    /// <summary>The ends of claims are written whatever has become of their tasks meanwhile; all else is as it should be.</summary>
    UnfencedEnds,

    /// <summary>All claims have the same token.</summary>
    OneClaimToken,

    /// <summary>What ended a claim is not kept.</summary>
    NoLastEnded,

    /// <summary>The marks of writes that leave no other trace are not kept.</summary>
    NoMarks,

    /// <summary>A create has another id at each attempt.</summary>
    ServerMadeId,
}
