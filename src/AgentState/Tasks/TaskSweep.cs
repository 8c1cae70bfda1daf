namespace AgentState;

/// <summary>What one sweep is known to have done. What others swept at the same moment is theirs.</summary>
public sealed record TaskSweep
{
    /// <summary>Scheduled tasks that were due, and are pending now.</summary>
    public int Due { get; init; }

    /// <summary>Tasks whose lease had run out, and that are scheduled for their next attempt, after a back-off.</summary>
    public int Expired { get; init; }

    /// <summary>Tasks whose lease had run out in their last attempt, and have failed.</summary>
    public int Failed { get; init; }

    /// <summary>Tasks that nobody replied to by their deadline, and have failed.</summary>
    public int TimedOut { get; init; }

    /// <summary>Tasks that were asked to stop, and are cancelled.</summary>
    public int Cancelled { get; init; }

    /// <summary>Pending tasks of other clients that lacked <c>priority</c> or <c>createdAt</c>, and can be claimed now.</summary>
    public int Repaired { get; init; }
}
