namespace AgentState.Internal.Hosting.Workers.Dispatching;

/// <summary>The current step of claiming tasks of a type; each type has one at a time, independent of other types.</summary>
/// <remarks>
/// Claims of a type with a concurrency limit are not a step, because several run at once (<see cref="TypeQueue.Claiming"/>).
/// </remarks>
internal enum ClaimActivity
{
    /// <summary>No step is running.</summary>
    None,

    /// <summary>The claim policy of the type is being read.</summary>
    ReadingPolicy,

    /// <summary>The partition assignment is being read.</summary>
    ReadingAssignment,

    /// <summary>A query for claimable tasks is in flight.</summary>
    Finding,

    /// <summary>Candidates may be claimed with the next batch.</summary>
    ReadyToSend,

    /// <summary>Claims are in flight in the batch.</summary>
    Sending,
}
