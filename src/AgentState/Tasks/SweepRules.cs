namespace AgentState;

/// <summary>By what one sweep judges tasks.</summary>
/// <param name="Now">The database's time: not later than it is.</param>
/// <param name="Mark">By this the sweep recognises what it has done itself.</param>
/// <param name="ForeignAfter">After how long without a write a task is taken from a holder without leases; null = never.</param>
/// <param name="ExpireAt">From when tasks that it ends may be deleted; null = kept.</param>
internal sealed record SweepRules(DateTimeOffset Now, string Mark, TimeSpan? ForeignAfter = null, DateTimeOffset? ExpireAt = null)
{
    /// <summary>The longest back-off after the first attempt whose lease ran out; it doubles with each further one.</summary>
    public TimeSpan RetryDelay { get; init; }

    /// <summary>The longest back-off of all.</summary>
    public TimeSpan MaxRetryDelay { get; init; }
}
