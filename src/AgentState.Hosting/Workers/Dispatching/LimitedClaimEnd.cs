namespace AgentState;

/// <summary>Why no more tasks of a limited type were claimed.</summary>
internal enum LimitedClaimEnd
{
    /// <summary>As many as were asked for.</summary>
    Enough,

    /// <summary>There was no other task.</summary>
    NoTask,

    /// <summary>There were tasks, and no free slot.</summary>
    NoSlot,
}
