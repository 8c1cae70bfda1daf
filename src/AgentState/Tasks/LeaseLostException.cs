namespace AgentState;

/// <summary>The task is no longer held by this claim: its lease ran out and it was handed on, or another program changed it. Stop work on it.</summary>
public sealed class LeaseLostException : AgentStateException
{
    /// <summary>Makes the error.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="innerException">The cause, or null.</param>
    public LeaseLostException(string taskId, Exception? innerException = null)
        : base($"The lease on task '{taskId}' is no longer held. Stop work on it; another worker may have it.", innerException)
    {
        TaskId = taskId;
    }

    /// <summary>The task.</summary>
    public string TaskId { get; }
}
