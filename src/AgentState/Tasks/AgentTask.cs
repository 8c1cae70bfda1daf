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

    /// <summary>The user whom the task is about; null where the document does not say.</summary>
    public string? UserId { get; init; }

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

    /// <summary>Of a scheduled task, when it becomes pending at the earliest; of a waiting one, by when somebody must reply; else null, as where there is no deadline.</summary>
    public DateTimeOffset? RunAt { get; init; }

    /// <summary>When a person asked the task to stop; null if nobody did.</summary>
    public DateTimeOffset? CancelRequestedAt { get; init; }

    /// <summary>How far the work has come, as the agent reported last; null where it never did. It stays from attempt to attempt.</summary>
    public StateMap? Progress { get; init; }

    /// <summary>What an agent saved last, for the next attempt to go on from; null where none did.</summary>
    public StateMap? Checkpoint { get; init; }

    /// <summary>What somebody replied when the task waited for input last; null before the reply, and where it never waited.</summary>
    public StateMap? Reply { get; init; }

    /// <summary>What all attempts together have used up.</summary>
    public TaskUsage Usage { get; init; } = TaskUsage.None;

    /// <summary>The last five attempts that ended without success, the latest last.</summary>
    public IReadOnlyList<TaskError> Errors { get; init; } = ValueList<TaskError>.Empty;

    /// <summary>The task that enqueued this one; null where none did.</summary>
    public string? ParentId { get; init; }

    /// <summary>The key by which the task was enqueued once, however often that was asked for; null where it was enqueued without one.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The trace that the task belongs to, as a W3C <c>traceparent</c>; the same for all its attempts. Null where it was enqueued outside of any.</summary>
    public string? TraceParent { get; init; }

    /// <summary>From when the database may delete the task: set when it ends, by <see cref="TaskOptions.Retention"/>. Null = kept.</summary>
    public DateTimeOffset? ExpireAt { get; init; }

    /// <summary>The version of the document that this was read from.</summary>
    public StateVersion Version { get; init; }

    /// <summary>The fence of the claim that holds the task; null while nobody does, or a program without fences does.</summary>
    internal string? ClaimToken { get; init; }

    /// <summary>The claim that left the processing state last, and how.</summary>
    internal EndedClaim? LastEnded { get; init; }

    /// <summary>The marks of the last few writes that leave no other trace, the latest last: by them a repeated call recognises its own earlier success.</summary>
    internal ValueList<string> Marks { get; init; } = ValueList<string>.Empty;
}
