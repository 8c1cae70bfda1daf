namespace AgentState;

/// <summary>The status of the task does not allow the operation. Nothing was written.</summary>
/// <remarks>For example, a reply to a task that does not wait, or a requeue of a task that has not failed.</remarks>
public sealed class TaskStatusException : AgentStateException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="status">The current status of the task.</param>
    /// <param name="rule">The rule: the status that the operation requires.</param>
    /// <param name="innerException">The cause, or null.</param>
    public TaskStatusException(string taskId, AgentTaskStatus status, string rule, Exception? innerException = null)
        : base($"Task '{taskId}' is '{status}'. {rule}", innerException)
    {
        TaskId = taskId;
        Status = status;
    }

    /// <summary>The task.</summary>
    public string TaskId { get; }

    /// <summary>The current status of the task.</summary>
    public AgentTaskStatus Status { get; }
}
