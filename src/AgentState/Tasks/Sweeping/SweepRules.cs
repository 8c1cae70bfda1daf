namespace AgentState.Internal.Tasks.Sweeping;

/// <summary>The parameters of one sweep.</summary>
/// <param name="Now">The database's time, or an earlier time.</param>
/// <param name="WriteId">The write id by which the sweep recognises its own writes.</param>
/// <param name="OtherClientsAfter">The time without a write after which a task without a lease is taken back; null = never.</param>
/// <param name="ExpiresAt">From when the database may delete tasks that this sweep ends; null = never.</param>
internal sealed record SweepRules(DateTimeOffset Now, string WriteId, TimeSpan? OtherClientsAfter = null, DateTimeOffset? ExpiresAt = null)
{
    /// <summary>The back-off after the first attempt whose lease expired, before jitter; it doubles with each further attempt.</summary>
    public TimeSpan RetryDelay { get; init; }

    /// <summary>The longest back-off, before jitter.</summary>
    public TimeSpan MaxRetryDelay { get; init; }
}
