namespace AgentState;

/// <summary>What an agent has done so far; or, as an increment, what is added to that.</summary>
public sealed record AgentStats
{
    /// <summary>Tasks that it completed.</summary>
    public long TasksCompleted { get; init; }

    /// <summary>Attempts at tasks that failed.</summary>
    public long Errors { get; init; }

    internal static AgentStats None { get; } = new();

    internal bool IsNone => TasksCompleted == 0 && Errors == 0;

    internal AgentStats Plus(AgentStats other) =>
        new() { TasksCompleted = TasksCompleted + other.TasksCompleted, Errors = Errors + other.Errors };

    internal AgentStats Minus(AgentStats other) =>
        new() { TasksCompleted = TasksCompleted - other.TasksCompleted, Errors = Errors - other.Errors };
}
