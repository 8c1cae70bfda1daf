namespace AgentState;

/// <summary>The counters of an agent, or an increment to add to them.</summary>
public sealed record AgentStats
{
    /// <summary>The number of completed tasks.</summary>
    public long TasksCompleted { get; init; }

    /// <summary>The number of failed attempts.</summary>
    public long Errors { get; init; }

    internal static AgentStats None { get; } = new();

    internal bool IsNone => TasksCompleted == 0 && Errors == 0;

    internal AgentStats Plus(AgentStats other) =>
        new() { TasksCompleted = TasksCompleted + other.TasksCompleted, Errors = Errors + other.Errors };

    internal AgentStats Minus(AgentStats other) =>
        new() { TasksCompleted = TasksCompleted - other.TasksCompleted, Errors = Errors - other.Errors };
}
