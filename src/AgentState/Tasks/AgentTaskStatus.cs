namespace AgentState;

/// <summary>The status of a task. Stored as the lower-case name.</summary>
public enum AgentTaskStatus
{
    /// <summary>A stored status that this version of the library does not support.</summary>
    Unknown = 0,

    /// <summary>Ready to be claimed.</summary>
    Pending,

    /// <summary>Claimed: an agent works on it.</summary>
    Processing,

    /// <summary>Completed. Final.</summary>
    Done,

    /// <summary>Failed permanently. Final, unless it is requeued.</summary>
    Failed,

    /// <summary>Becomes pending when its time (<see cref="AgentTask.RunAt"/>) has come.</summary>
    Scheduled,

    /// <summary>Waits for a reply; no agent holds it.</summary>
    Waiting,

    /// <summary>Cancelled. Final, unless it is requeued.</summary>
    Cancelled,
}
