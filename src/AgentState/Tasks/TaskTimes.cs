namespace AgentState;

/// <summary>The database's time for one call: the same however often its transition is decided, and not asked for before.</summary>
internal sealed class TaskTimes(ServerClock clock, TaskOptions options)
{
    private DateTimeOffset? now;

    /// <summary>The database's time, or a little earlier.</summary>
    public DateTimeOffset Now => now ??= Microseconds.Truncate(clock.Now);

    /// <summary>From when a task that ends now may be deleted; null = kept.</summary>
    public DateTimeOffset? ExpireAt => options.Retention is { } retention ? Now + retention : null;
}
