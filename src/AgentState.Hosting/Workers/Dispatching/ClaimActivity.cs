namespace AgentState;

/// <summary>
/// The step by which tasks of a type are being claimed: one at a time for each type, whatever the other types do. Claims of a limited type
/// are no step: several run at once (<see cref="TypeQueue.Claiming"/>).
/// </summary>
internal enum ClaimActivity
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Whether the type may be claimed is being read.</summary>
    ReadingPolicy,

    /// <summary>The share of the queue is being read.</summary>
    ReadingShare,

    /// <summary>A query for claimable tasks is under way.</summary>
    Finding,

    /// <summary>Candidates may be claimed; they go with the next shared call.</summary>
    ReadyToSend,

    /// <summary>Claims are on their way in the shared call.</summary>
    Sending,
}
