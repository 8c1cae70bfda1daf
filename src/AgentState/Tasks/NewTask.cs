namespace AgentState;

/// <summary>A task to enqueue.</summary>
public sealed record NewTask
{
    /// <summary>The task type, such as <see cref="AgentTaskTypes.GitHub"/>: any name of up to 1,499 bytes in UTF-8.</summary>
    public required string Type { get; init; }

    /// <summary>The input of the task. The stored task may have up to 1 MiB less 16 KiB.</summary>
    public required StateMap Payload { get; init; }

    /// <summary>The agent that enqueues the task.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>The user that the task is about, up to 1,499 bytes in UTF-8. Default null: none, and the field is not stored.</summary>
    /// <remarks><see cref="IUserStore.ExportAsync"/> and <see cref="TaskFilter.ByUser"/> find the task by this id.</remarks>
    public string? UserId { get; init; }

    /// <summary>The priority, 1 to 10; 10 is claimed first. Default 5.</summary>
    public int Priority { get; init; } = AgentTask.DefaultPriority;

    /// <summary>The maximum number of attempts, at least 1. Default 3.</summary>
    public int MaxAttempts { get; init; } = AgentTask.DefaultMaxAttempts;

    /// <summary>The earliest time at which the task can be claimed, in server time. Default null: at once.</summary>
    /// <remarks>
    /// The task is scheduled, and the first sweep after this time makes it pending. A time in the past is valid. Not together with
    /// <see cref="Delay"/>.
    /// </remarks>
    public DateTimeOffset? RunAt { get; init; }

    /// <summary>The minimum delay before the task can be claimed: zero to 365 days. Default null: no delay.</summary>
    /// <remarks>
    /// Like <see cref="RunAt"/>, relative to the current server time. Zero means pending at once. Not together with <see cref="RunAt"/>.
    /// </remarks>
    public TimeSpan? Delay { get; init; }

    /// <summary>The task that enqueues this one. Default null: none.</summary>
    public string? ParentId { get; init; }

    /// <summary>
    /// The W3C <c>traceparent</c> of the trace that the task belongs to. Default null: that of
    /// <see cref="System.Diagnostics.Activity.Current"/>, if there is one.
    /// </summary>
    public string? TraceParent { get; init; }

    /// <summary>
    /// Identifies the task within its type, such as a webhook delivery or an issue number: 1 to 1,499 bytes in UTF-8. Default null: each
    /// call adds a new task.
    /// </summary>
    /// <remarks>
    /// The task id is derived from the type and this key. If several callers enqueue it at the same time, one adds the task, and all get
    /// its id. The key is in use while the document exists, even after the task is final.
    /// </remarks>
    public string? IdempotencyKey { get; init; }
}
