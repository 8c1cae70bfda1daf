namespace AgentState;

/// <summary>An attempt that failed, with the times that the transition needs.</summary>
/// <param name="Error">Why.</param>
/// <param name="At">When: the database's time now.</param>
/// <param name="RetryAt">From when the task may be tried again, if it has attempts left; null = never.</param>
/// <param name="ExpireAt">From when the task may be deleted, if this ends it; null = kept.</param>
/// <param name="IsBrief">Whether the document has no room for another entry among the task's errors.</param>
internal sealed record FailedAttempt(string Error, DateTimeOffset At, DateTimeOffset? RetryAt, DateTimeOffset? ExpireAt, bool IsBrief = false);
