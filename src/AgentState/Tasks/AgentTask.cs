namespace AgentState;

/// <summary>A task as it was stored at <see cref="Version"/>.</summary>
public sealed record AgentTask
{
    /// <summary>The task's id.</summary>
    public required string Id { get; init; }

    /// <summary>Set while the task is scheduled: not before; while it is waiting: the deadline. Otherwise null.</summary>
    public DateTimeOffset? RunAt { get; init; }
}
