namespace AgentState;

/// <summary>What was asked for is not done to a task of this status: a reply to one that does not wait, a requeue of one that has not failed. Nothing was written.</summary>
public sealed class TaskStatusException : AgentStateException
{
    /// <summary>Makes the error.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="status">The status that it has.</param>
    /// <param name="rule">Which status it must have for what was asked.</param>
    /// <param name="innerException">The cause, or null.</param>
    public TaskStatusException(string taskId, AgentTaskStatus status, string rule, Exception? innerException = null)
        : base($"Task '{taskId}' is '{status}'. {rule}", innerException)
    {
        TaskId = taskId;
        Status = status;
    }

    /// <summary>The task.</summary>
    public string TaskId { get; }

    /// <summary>The status that it has.</summary>
    public AgentTaskStatus Status { get; }
}
