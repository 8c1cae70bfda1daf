namespace AgentState;

/// <summary>The rules of the refresh lease. Pure.</summary>
internal static class RefreshLeases
{
    /// <summary>No lease is longer: an end that lies further ahead was not written by us, and is not waited for.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(40);

    /// <summary>What a call to the service and the storing of its answer may take together.</summary>
    public static TimeSpan BudgetOf(TokenOptions options) => options.RefreshTimeout + options.SaveTimeout;

    /// <summary>Twice the budget: whoever begins within the first half is done, or cut off, before the end.</summary>
    public static TimeSpan DurationOf(TokenOptions options) => 2 * BudgetOf(options);

    /// <summary>Whether somebody may be at it still.</summary>
    /// <param name="lease">What is stored; null = nothing.</param>
    /// <param name="now">The database's time, or a little earlier: a lease is never taken to have run out too early.</param>
    public static bool IsHeld(RefreshLease? lease, DateTimeOffset now) => lease is not null && lease.Until > now && lease.Until - now <= Longest;

    /// <summary>The lease that is taken next.</summary>
    public static RefreshLease Next(RefreshLease? before, string owner, DateTimeOffset now, TokenOptions options) =>
        new(owner, (before?.Epoch ?? 0) + 1, Microseconds.Truncate(now + DurationOf(options)));

    /// <summary>Whether the service may be called: what remains must suffice for the call and for storing its answer.</summary>
    /// <param name="lease">The lease, which was taken.</param>
    /// <param name="latest">What the database's time is at most: a reply that was long under way makes the remainder shorter, never longer.</param>
    /// <param name="options">The budget.</param>
    public static bool MaySend(RefreshLease lease, DateTimeOffset latest, TokenOptions options) => lease.Until - latest > BudgetOf(options);

    /// <summary>Whether the lease is still the one that was taken: nobody has taken it over. That its time is up does not matter.</summary>
    public static bool IsCurrent(RefreshLease? stored, RefreshLease taken) => stored?.Owner == taken.Owner;
}
