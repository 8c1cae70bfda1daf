namespace AgentState;

/// <summary>Why a call has claimed no more tasks of a limited type.</summary>
internal enum LimitedEnd
{
    /// <summary>As many were claimed as were asked for.</summary>
    Complete,

    /// <summary>When it looked there were no more tasks that can be claimed.</summary>
    NoTask,

    /// <summary>When it looked all other slots were taken.</summary>
    NoSlot,

    /// <summary>
    /// Other claims were faster, or a claim failed: there may be more tasks, and free slots. Comes only with at least one claimed task.
    /// </summary>
    MayBeMore,
}
