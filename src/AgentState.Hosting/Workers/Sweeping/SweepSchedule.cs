namespace AgentState.Internal.Hosting.Workers.Sweeping;

/// <summary>Calculates when one process of a fleet checks for expired leases next. Pure.</summary>
/// <remarks>
/// A lease that begins after a check lasts at least one lease duration. So one check covers every lease that can expire within that time,
/// and the next check need not come earlier.
/// </remarks>
/// <param name="lease">The duration of a lease.</param>
/// <param name="interval">The approximate minimum time between two checks.</param>
internal sealed class SweepSchedule(TimeSpan lease, TimeSpan interval)
{
    // The more processes there are, the less often each of them needs to check. It is bounded, because all but one may stop.
    private const int MostSpread = 5;

    /// <summary>Returns how long to wait after a check.</summary>
    /// <param name="now">The time of the check, by the database's clock.</param>
    /// <param name="next">When the first lease expires unless it is renewed; null = no lease is held.</param>
    /// <param name="fleet">The approximate number of processes.</param>
    /// <param name="random">A random number from 0 to 1, so that not all processes check at the same moment.</param>
    public TimeSpan WaitAfter(DateTimeOffset now, DateTimeOffset? next, int fleet, double random)
    {
        var spread = Math.Clamp(fleet / 2, 1, MostSpread);
        var calm = Longer(lease, interval) * spread;
        var until = next is { } end && end - now < calm ? end - now : calm;
        return (Longer(until, interval / 2) + (interval * spread / 2 * random)) is var wait && wait > TimeSpan.Zero ? wait : interval;
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
