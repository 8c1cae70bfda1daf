using AgentState.Internal.Data;
using AgentState.Internal.Tokens.Stored;

namespace AgentState.Internal.Tokens.Rules;

/// <summary>The rules of the refresh lease. Pure.</summary>
internal static class RefreshLeaseRules
{
    /// <summary>The longest valid lease.</summary>
    /// <remarks>A later expiry was not written by this library, and no process waits for it.</remarks>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(40);

    /// <summary>How long the call to the service and storing its reply may take together.</summary>
    public static TimeSpan BudgetOf(TokenOptions options) => options.RefreshTimeout + options.SaveTimeout;

    /// <summary>The duration of a lease: twice the budget.</summary>
    /// <remarks>A refresh that starts within the first half completes or times out before the lease expires.</remarks>
    public static TimeSpan DurationOf(TokenOptions options) => 2 * BudgetOf(options);

    /// <summary>Whether a process may still be refreshing.</summary>
    /// <param name="lease">The stored lease; null = none.</param>
    /// <param name="now">The lower bound of the database's current time, so that a lease is never treated as expired too early.</param>
    public static bool IsHeld(RefreshLease? lease, DateTimeOffset now) =>
        lease is not null && lease.ExpiresAt > now && lease.ExpiresAt - now <= Longest;

    /// <summary>The next lease.</summary>
    public static RefreshLease Next(RefreshLease? before, string owner, DateTimeOffset now, TokenOptions options) =>
        new(owner, (before?.Epoch ?? 0) + 1, Microseconds.Truncate(now + DurationOf(options)));

    /// <summary>Whether enough of the lease is left to call the service and store its reply.</summary>
    /// <param name="lease">The lease that was taken.</param>
    /// <param name="latest">
    /// The upper bound of the database's current time, so that a slow reply can only shorten the remaining time.
    /// </param>
    /// <param name="options">The budget.</param>
    public static bool MaySend(RefreshLease lease, DateTimeOffset latest, TokenOptions options) =>
        lease.ExpiresAt - latest > BudgetOf(options);

    /// <summary>Whether the stored lease is the one that was taken, whether or not it has expired.</summary>
    public static bool IsCurrent(RefreshLease? stored, RefreshLease taken) => stored?.Owner == taken.Owner;
}
