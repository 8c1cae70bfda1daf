namespace AgentState;

/// <summary>Where a task stands. Stored as the lower-case name.</summary>
public enum AgentTaskStatus
{
    /// <summary>A word that this version of the library does not know.</summary>
    Unknown = 0,

    /// <summary>Waits to be claimed.</summary>
    Pending,

    /// <summary>Claimed: an agent works on it.</summary>
    Processing,

    /// <summary>Completed. Final.</summary>
    Done,

    /// <summary>Failed for good. Final, unless a person requeues it.</summary>
    Failed,

    /// <summary>Waits for its time.</summary>
    Scheduled,

    /// <summary>Waits for a person's input; nobody holds it.</summary>
    Waiting,

    /// <summary>Stopped by a person. Final, unless a person requeues it.</summary>
    Cancelled,
}
