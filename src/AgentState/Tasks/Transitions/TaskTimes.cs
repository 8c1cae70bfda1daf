using AgentState.Internal.Data;
using AgentState.Internal.Documents;

namespace AgentState.Internal.Tasks.Transitions;

/// <summary>The database's time for one call: determined on first use, and then the same for every decision of the transition.</summary>
internal sealed class TaskTimes(ServerClock clock, TaskOptions options)
{
    private DateTimeOffset? now;

    /// <summary>The database's time, or a little earlier.</summary>
    public DateTimeOffset Now => now ??= Microseconds.Truncate(clock.Now);

    /// <summary>From when the database may delete a task that ends now; null = never.</summary>
    public DateTimeOffset? ExpiresAt => options.Retention is { } retention ? Now + retention : null;
}
