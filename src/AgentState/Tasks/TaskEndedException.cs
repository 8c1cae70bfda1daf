namespace AgentState;

/// <summary>This claim has already ended its task with another outcome; the first outcome stays.</summary>
public sealed class TaskEndedException : AgentStateException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="outcome">The stored outcome of this claim.</param>
    /// <param name="innerException">The cause, or null.</param>
    public TaskEndedException(string taskId, AgentTaskStatus outcome, Exception? innerException = null)
        : base($"This claim has already ended task '{taskId}' as '{outcome}'. The first outcome stays.", innerException)
    {
        TaskId = taskId;
        Outcome = outcome;
    }

    /// <summary>The task.</summary>
    public string TaskId { get; }

    /// <summary>The status that this claim gave the task.</summary>
    public AgentTaskStatus Outcome { get; }
}
