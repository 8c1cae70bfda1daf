namespace AgentState;

/// <summary>The claim no longer holds the task. Stop work on it.</summary>
/// <remarks>Its lease expired and the task was swept or claimed again, or another client changed the task.</remarks>
public sealed class LeaseLostException : AgentStateException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="innerException">The cause, or null.</param>
    public LeaseLostException(string taskId, Exception? innerException = null)
        : base($"The claim no longer holds task '{taskId}'. Stop work on it; another worker may have claimed it.", innerException)
    {
        TaskId = taskId;
    }

    /// <summary>The task.</summary>
    public string TaskId { get; }
}
