using AgentState.Internal.Data;
using AgentState.Internal.Tasks;

namespace AgentState;

/// <summary>A task as stored at one moment (<see cref="Version"/>). All times are server times.</summary>
public sealed record AgentTask
{
    /// <summary>The maximum number of attempts if the document has none.</summary>
    internal const int DefaultMaxAttempts = 3;

    /// <summary>The priority if the document has none.</summary>
    internal const int DefaultPriority = 5;

    /// <summary>The task id, which is the id of the document in the collection <c>tasks</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The task type; agents claim tasks by type.</summary>
    public required string Type { get; init; }

    /// <summary>The status of the task.</summary>
    public AgentTaskStatus Status { get; init; }

    /// <summary>The priority, 1 to 10; 10 is claimed first. 5 if the document has none.</summary>
    public int Priority { get; init; } = DefaultPriority;

    /// <summary>The agent that enqueued the task; null if the document has none.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>The user that the task is about; null if the document has none.</summary>
    public string? UserId { get; init; }

    /// <summary>The agent that claimed the task last; null before the first claim and after a release.</summary>
    public string? AssignedTo { get; init; }

    /// <summary>The input of the task.</summary>
    public StateMap Payload { get; init; } = StateMap.Empty;

    /// <summary>The result; null before completion, and if the task was completed without a result.</summary>
    public StateMap? Result { get; init; }

    /// <summary>The error of a failed task, or of a cancelled task whose last attempt failed; otherwise null.</summary>
    public string? Error { get; init; }

    /// <summary>When the task was enqueued. Tasks of equal priority are claimed in this order.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the task was last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The attempt number, starting at 1; 0 before the first claim and after a requeue.</summary>
    /// <remarks>A claim increments it. A release or a wait for input decrements it again.</remarks>
    public int Attempt { get; init; }

    /// <summary>The maximum number of attempts. 3 if the document has none.</summary>
    public int MaxAttempts { get; init; } = DefaultMaxAttempts;

    /// <summary>
    /// When the lease of the current claim expires; null if the task is not claimed, or if a client without leases has claimed it.
    /// </summary>
    public DateTimeOffset? LeaseExpiresAt { get; init; }

    /// <summary>
    /// The earliest start of a scheduled task, or the reply deadline of a waiting one. Otherwise null, also for a waiting task without a
    /// deadline.
    /// </summary>
    public DateTimeOffset? RunAt { get; init; }

    /// <summary>When cancellation was requested while an agent worked on the task; null if it was not requested.</summary>
    public DateTimeOffset? CancelRequestedAt { get; init; }

    /// <summary>The latest progress that an agent reported; null if there is none. It is kept across attempts.</summary>
    public StateMap? Progress { get; init; }

    /// <summary>The latest checkpoint that an agent saved for the next attempt; null if there is none.</summary>
    public StateMap? Checkpoint { get; init; }

    /// <summary>The latest reply to the task; null before the first reply, and again each time the task waits for input.</summary>
    public StateMap? Reply { get; init; }

    /// <summary>The total usage of all attempts.</summary>
    public TaskUsage Usage { get; init; } = TaskUsage.None;

    /// <summary>The errors of up to five unsuccessful attempts, the latest last.</summary>
    public IReadOnlyList<TaskError> Errors { get; init; } = ValueList<TaskError>.Empty;

    /// <summary>The task that enqueued this one; null if there is none.</summary>
    public string? ParentId { get; init; }

    /// <summary>The idempotency key with which the task was enqueued; null if there is none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>
    /// The W3C <c>traceparent</c> of the trace that the task belongs to, the same for all attempts; null if there is none.
    /// </summary>
    public string? TraceParent { get; init; }

    /// <summary>When the database may delete the task; null = never.</summary>
    /// <remarks>Set when the task becomes final, if <see cref="TaskOptions.Retention"/> is set.</remarks>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The version of the document that this task was read from.</summary>
    public StateVersion Version { get; init; }

    /// <summary>The fence of the current claim; null if the task is not claimed, or if a client without fences has claimed it.</summary>
    internal string? ClaimToken { get; init; }

    /// <summary>The latest claim that left the status processing, and its outcome.</summary>
    internal CompletedClaim? LastEnded { get; init; }

    /// <summary>
    /// The ids of the latest writes that leave no other trace, the latest last. A repeated call uses them to detect that it has already
    /// succeeded.
    /// </summary>
    internal ValueList<string> WriteIds { get; init; } = ValueList<string>.Empty;
}
