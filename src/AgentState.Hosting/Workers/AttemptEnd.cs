namespace AgentState;

/// <summary>How an attempt came out, and what is to be written of it.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Make">Makes the end of its claim, as the claim stands then; null where there is nothing to write.</param>
/// <param name="Duration">How long the handler took.</param>
internal sealed record AttemptEnd(TaskAttempt Attempt, Func<TaskClaim, TaskEnd>? Make, TimeSpan Duration)
{
    /// <summary>Whether it stores what the handler made: a result can be refused for what it is, and anything else is only late.</summary>
    public bool IsResult { get; init; }
}
