namespace AgentState;

/// <summary>The outcome of one task of an enqueued list.</summary>
public sealed record EnqueueOutcome
{
    /// <summary>The task id. It is set even if the result is uncertain: read the task to find out.</summary>
    public required string TaskId { get; init; }

    /// <summary>True if the call added the task; false if a task with its key exists already, or if an error occurred.</summary>
    /// <remarks>
    /// After a lost response, tasks of a batch in which all tasks have keys count as added if all of them exist: the caller that added them
    /// cannot be determined.
    /// </remarks>
    public bool IsCreated { get; init; }

    /// <summary>
    /// Null if the task is stored. Otherwise an <see cref="IdempotencyMismatchException"/> (another task has the key), the database error,
    /// or an <see cref="OperationCanceledException"/>.
    /// </summary>
    public Exception? Error { get; init; }
}
