namespace AgentState;

/// <summary>A task to be enqueued.</summary>
public sealed record NewTask
{
    /// <summary>What kind of work it is, such as <see cref="AgentTaskTypes.GitHub"/>; any name of up to 1,500 bytes in UTF-8.</summary>
    public required string Type { get; init; }

    /// <summary>What the work is about. The stored task may take up to 1 MiB less 16 KiB.</summary>
    public required StateMap Payload { get; init; }

    /// <summary>The agent that enqueues the task.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>1 to 10; 10 is claimed first. Default 5.</summary>
    public int Priority { get; init; } = AgentTask.DefaultPriority;

    /// <summary>How many attempts the task may have, at least 1. Default 3.</summary>
    public int MaxAttempts { get; init; } = AgentTask.DefaultMaxAttempts;
}
