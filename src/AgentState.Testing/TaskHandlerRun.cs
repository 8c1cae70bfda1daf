namespace AgentState;

/// <summary>The result of one attempt that <see cref="TaskHandlerTest"/> ran.</summary>
public sealed record TaskHandlerRun
{
    /// <summary>The task as stored after the attempt.</summary>
    /// <remarks>
    /// Its status is the outcome: <see cref="AgentTaskStatus.Done"/>, <see cref="AgentTaskStatus.Scheduled"/> (will be retried),
    /// <see cref="AgentTaskStatus.Failed"/> (for good), <see cref="AgentTaskStatus.Waiting"/> (for input),
    /// <see cref="AgentTaskStatus.Pending"/> (released, uncounted), <see cref="AgentTaskStatus.Cancelled"/>, or
    /// <see cref="AgentTaskStatus.Processing"/> (the lease was lost; nothing was stored).
    /// </remarks>
    public required AgentTask Task { get; init; }

    /// <summary>The failure that was stored, and whether it is retryable; null if the attempt did not fail.</summary>
    public TaskFailure? Failure { get; init; }

    /// <summary>The exception that the handler threw; null if it returned, or has not returned yet.</summary>
    public Exception? Exception { get; init; }

    /// <summary>Every progress that the handler reported, in order. A worker stores the last one within about a second.</summary>
    public required IReadOnlyList<StateMap> Progress { get; init; }

    /// <summary>Every checkpoint that the handler saved, in order. A worker stores the last one within about a second.</summary>
    public required IReadOnlyList<StateMap> Checkpoints { get; init; }

    /// <summary>The usage of this attempt. <see cref="AgentTask.Usage"/> is the sum of all attempts.</summary>
    public required TaskUsage Usage { get; init; }

    /// <summary>The child tasks that were stored with the completion, in order; empty if the task is not done.</summary>
    public required IReadOnlyList<NewTask> Children { get; init; }

    /// <summary>The activity entries that were stored with the completion, in order; empty if the task is not done.</summary>
    public required IReadOnlyList<NewActivity> Activities { get; init; }
}
