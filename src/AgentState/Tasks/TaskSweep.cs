namespace AgentState;

/// <summary>The numbers of tasks that one sweep has changed. Tasks that another process swept at the same time are not included.</summary>
public sealed record TaskSweep
{
    /// <summary>Scheduled tasks that were due and are pending now.</summary>
    public int Due { get; init; }

    /// <summary>Tasks whose lease had expired and that are scheduled for their next attempt, after a back-off.</summary>
    public int Expired { get; init; }

    /// <summary>Tasks whose lease had expired in their last attempt and that have failed.</summary>
    public int Failed { get; init; }

    /// <summary>Tasks that received no reply before their deadline and have failed.</summary>
    public int TimedOut { get; init; }

    /// <summary>Tasks with a cancel request that are cancelled now.</summary>
    public int Cancelled { get; init; }

    /// <summary>Pending tasks of other clients that lacked <c>priority</c> or <c>createdAt</c> and can be claimed now.</summary>
    public int Repaired { get; init; }
}
