namespace AgentState.Internal.Tasks.Claiming;

/// <summary>Why a call claimed no further tasks of a limited type.</summary>
internal enum LimitedStop
{
    /// <summary>The requested number of tasks was claimed.</summary>
    Complete,

    /// <summary>At the time of the query no further task could be claimed.</summary>
    NoTask,

    /// <summary>All other slots were taken at the time of the read, or the limit was reached.</summary>
    NoSlot,

    /// <summary>Some claims lost or failed, so there may be further tasks and free slots.</summary>
    /// <remarks>Returned only with at least one claimed task.</remarks>
    MayBeMore,
}
