namespace AgentState;

/// <summary>A task was enqueued with the idempotency key of an existing task, but with another payload. Nothing was written.</summary>
/// <remarks>Either the key is not unique, or the payload of the same task is not built the same way each time.</remarks>
public sealed class IdempotencyMismatchException : AgentStateException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="taskId">The existing task that has the key.</param>
    /// <param name="innerException">The cause, or null.</param>
    public IdempotencyMismatchException(string taskId, Exception? innerException = null)
        : base(
            $"Task '{taskId}' has the same idempotency key, but another payload. Nothing was written; use another key for other work.",
            innerException)
    {
        TaskId = taskId;
    }

    /// <summary>The existing task that has the key: read it to see its payload.</summary>
    /// <remarks>The exception has neither the key nor a payload, because either may be confidential.</remarks>
    public string TaskId { get; }
}
