namespace AgentState;

/// <summary>A task to be enqueued.</summary>
public sealed record NewTask
{
    /// <summary>What kind of work it is, such as <see cref="AgentTaskTypes.GitHub"/>; any name of up to 1,499 bytes in UTF-8.</summary>
    public required string Type { get; init; }

    /// <summary>What the work is about. The stored task may take up to 1 MiB less 16 KiB.</summary>
    public required StateMap Payload { get; init; }

    /// <summary>The agent that enqueues the task.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>
    /// The user whom the task is about, up to 1,499 bytes in UTF-8: <see cref="IUserStore.ExportAsync"/> finds it by this, and
    /// <see cref="TaskFilter.ByUser"/> lists it. Null = none, and the field is not stored. Default null.
    /// </summary>
    public string? UserId { get; init; }

    /// <summary>1 to 10; 10 is claimed first. Default 5.</summary>
    public int Priority { get; init; } = AgentTask.DefaultPriority;

    /// <summary>How many attempts the task may have, at least 1. Default 3.</summary>
    public int MaxAttempts { get; init; } = AgentTask.DefaultMaxAttempts;

    /// <summary>
    /// Not to be claimed before then, by the database's clock: the task is scheduled, and the next sweep after that time makes it pending. A time
    /// in the past is as good as any. Default null: pending at once. Not together with <see cref="Delay"/>.
    /// </summary>
    public DateTimeOffset? RunAt { get; init; }

    /// <summary>
    /// Not to be claimed before so long from now, by the database's clock; as <see cref="RunAt"/>. Up to 365 days. Default null, as zero: pending at once.
    /// </summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>The task that enqueues this one; null where none does.</summary>
    public string? ParentId { get; init; }

    /// <summary>
    /// The trace that the work belongs to, as a W3C <c>traceparent</c>. Default null: that of <see cref="System.Diagnostics.Activity.Current"/>, if there is one.
    /// </summary>
    public string? TraceParent { get; init; }

    /// <summary>
    /// What makes the task one and the same, however often it is enqueued: a webhook's delivery, an issue's number. The task's id is made of its type and this key, so
    /// of many who enqueue it at once one adds it, and all are told its id. The key is taken for as long as the document is there, whether the task has ended or not. 1 to 1,499 bytes in
    /// UTF-8. Null = each call adds a task of its own. Default null.
    /// </summary>
    public string? IdempotencyKey { get; init; }
}
