namespace AgentState;

/// <summary>This claim has already ended its task with another outcome than the one asked for now. What was recorded first stands.</summary>
public sealed class TaskEndedException : AgentStateException
{
    /// <summary>Makes the error.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="outcome">What this claim recorded.</param>
    /// <param name="innerException">The cause, or null.</param>
    public TaskEndedException(string taskId, AgentTaskStatus outcome, Exception? innerException = null)
        : base($"This claim has already ended task '{taskId}' as '{outcome}'. What was recorded first stands.", innerException)
    {
        TaskId = taskId;
        Outcome = outcome;
    }

    /// <summary>The task.</summary>
    public string TaskId { get; }

    /// <summary>The status that this claim gave the task.</summary>
    public AgentTaskStatus Outcome { get; }
}
