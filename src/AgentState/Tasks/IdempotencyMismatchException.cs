namespace AgentState;

/// <summary>
/// A task was enqueued with the idempotency key of another one, and another payload. The stored one stands; nothing was written. Either the key is not as unique as it
/// should be, or it was meant to be the same task, and its payload is not made the same way each time.
/// </summary>
public sealed class IdempotencyMismatchException : AgentStateException
{
    /// <summary>Makes the error.</summary>
    /// <param name="taskId">The task that has the key.</param>
    /// <param name="innerException">The cause, or null.</param>
    public IdempotencyMismatchException(string taskId, Exception? innerException = null)
        : base($"Task '{taskId}' was enqueued with the same idempotency key and another payload. Nothing was written; use a key of its own for other work.", innerException)
    {
        TaskId = taskId;
    }

    /// <summary>The task that has the key: get it to see what it is about. Neither the key nor a payload is told here, since either may be confidential.</summary>
    public string TaskId { get; }
}
