namespace AgentState;

/// <summary>A task as it was stored at one moment (<see cref="Version"/>). Times are the database's.</summary>
public sealed record AgentTask
{
    /// <summary>The attempts of a task whose document does not say how many it may have.</summary>
    internal const int DefaultMaxAttempts = 3;

    /// <summary>The priority of a task whose document has none.</summary>
    internal const int DefaultPriority = 5;

    /// <summary>The task's id: its document's, in the collection <c>tasks</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What kind of work it is; agents claim by it.</summary>
    public required string Type { get; init; }

    /// <summary>Where the task stands.</summary>
    public AgentTaskStatus Status { get; init; }

    /// <summary>1 to 10; 10 is claimed first. 5 where the document has none.</summary>
    public int Priority { get; init; } = DefaultPriority;

    /// <summary>The agent that enqueued the task; null where the document does not say.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>The agent that claimed the task last; null before the first claim.</summary>
    public string? AssignedTo { get; init; }

    /// <summary>What the work is about.</summary>
    public StateMap Payload { get; init; } = StateMap.Empty;

    /// <summary>What came of it; null before completion, and where it was completed without a result.</summary>
    public StateMap? Result { get; init; }

    /// <summary>Why the task failed; null where it did not.</summary>
    public string? Error { get; init; }

    /// <summary>When the task was enqueued; its place among tasks of one priority.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the task was changed last.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>How many attempts have begun: counted at claim, from 1. 0 before the first.</summary>
    public int Attempt { get; init; }

    /// <summary>How many attempts the task may have. 3 where the document does not say.</summary>
    public int MaxAttempts { get; init; } = DefaultMaxAttempts;

    /// <summary>When the holder's lease runs out; null while nobody holds the task, or a program without leases does.</summary>
    public DateTimeOffset? LeaseExpiresAt { get; init; }

    /// <summary>When a person asked the task to stop; null if nobody did.</summary>
    public DateTimeOffset? CancelRequestedAt { get; init; }

    /// <summary>The version of the document that this was read from.</summary>
    public StateVersion Version { get; init; }

    /// <summary>The fence of the claim that holds the task; null while nobody does, or a program without fences does.</summary>
    internal string? ClaimToken { get; init; }

    /// <summary>The claim that left the processing state last, and how.</summary>
    internal EndedClaim? LastEnded { get; init; }
}
