namespace AgentState.Internal.Tasks.Transitions;

/// <summary>A failed attempt, with the times that the transition needs.</summary>
/// <param name="Error">The error message.</param>
/// <param name="At">The database's time of the failure.</param>
/// <param name="RetryAt">The earliest time of the next attempt, if attempts are left; null = no further attempt.</param>
/// <param name="ExpiresAt">From when the database may delete the task, if this attempt was its last; null = never.</param>
/// <param name="IsBrief">Whether to omit the entry in the task's list of errors, because its document is full.</param>
internal sealed record FailedAttempt(
    string Error, DateTimeOffset At, DateTimeOffset? RetryAt, DateTimeOffset? ExpiresAt, bool IsBrief = false);
