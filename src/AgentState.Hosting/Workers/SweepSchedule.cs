namespace AgentState;

/// <summary>
/// When one of the processes of a fleet has to look after leases next. A lease that begins after a look runs for a lease's length at least: so a look tells of everything that can run out until
/// the next one, and that need not come sooner. Pure.
/// </summary>
/// <param name="lease">How long leases are.</param>
/// <param name="interval">The least time between two looks, about.</param>
internal sealed class SweepSchedule(TimeSpan lease, TimeSpan interval)
{
    // The more processes there are, the less each of them needs to look; but all of them may go but one.
    private const int MostSpread = 5;

    /// <summary>How long to wait after a look.</summary>
    /// <param name="now">The moment of the look, by the database's clock.</param>
    /// <param name="next">When the first lease runs out, unless it is renewed; null where none is held.</param>
    /// <param name="fleet">How many processes there are, about.</param>
    /// <param name="random">From 0 to 1: so that not all of them look at the same moment.</param>
    public TimeSpan WaitAfter(DateTimeOffset now, DateTimeOffset? next, int fleet, double random)
    {
        var spread = Math.Clamp(fleet / 2, 1, MostSpread);
        var calm = Longer(lease, interval) * spread;
        var until = next is { } end && end - now < calm ? end - now : calm;
        return (Longer(until, interval / 2) + (interval * spread / 2 * random)) is var wait && wait > TimeSpan.Zero ? wait : interval;
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
