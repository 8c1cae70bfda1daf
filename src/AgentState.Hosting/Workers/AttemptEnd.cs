namespace AgentState;

/// <summary>How an attempt came out, and what is to be written of it.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Make">Makes the end of its claim, as the claim stands then; null where there is nothing to write.</param>
internal sealed record AttemptEnd(TaskAttempt Attempt, Func<TaskClaim, TaskEnd>? Make)
{
    /// <summary>How long the attempt took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>
    /// Completes when the handler has returned; it never fails. Completed already, but for a handler that does not stop: the worker has
    /// ended that attempt itself, and the handler keeps its place until this completes.
    /// </summary>
    public Task Handler { get; init; } = Task.CompletedTask;

    /// <summary>Whether it stores what the handler made: a result can be refused for what it is, and anything else is only late.</summary>
    public bool IsResult { get; init; }

    /// <summary>The failure that it stores; null = it stores none.</summary>
    public TaskFailure? Failure { get; init; }

    /// <summary>Whether it stands in for an end that was refused: where it is refused as well nothing is stored.</summary>
    public bool IsStandIn { get; init; }
}
