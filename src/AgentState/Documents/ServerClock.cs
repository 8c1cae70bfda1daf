namespace AgentState;

/// <summary>
/// The database's time, as this process may know it: the latest time that an answer carried, moved on by a monotonic clock.
/// It lags the server by at most the age of that answer on its way, and never leads it; the host's wall clock plays no part.
/// </summary>
internal sealed class ServerClock(TimeProvider time)
{
    private readonly Lock gate = new();
    private DateTimeOffset sample;
    private long sampledAt;
    private bool observed;
    private bool current;

    /// <summary>False until the first answer; <see cref="Now"/> has no meaning before.</summary>
    public bool IsSet
    {
        get
        {
            lock (gate)
            {
                return observed;
            }
        }
    }

    /// <summary>
    /// Whether <see cref="Now"/> lags by no more than an answer's way. Before, it may lag by the age of the document that it was learnt from: good enough
    /// for what must not come too early, but not for what must last.
    /// </summary>
    public bool IsCurrent
    {
        get
        {
            lock (gate)
            {
                return current;
            }
        }
    }

    /// <summary>The server's time now, or a little earlier.</summary>
    public DateTimeOffset Now
    {
        get
        {
            lock (gate)
            {
                return observed
                    ? sample + time.GetElapsedTime(sampledAt)
                    : throw new InvalidOperationException("The server's time is not known before its first answer.");
            }
        }
    }

    /// <summary>Learns a time at which the database read or committed.</summary>
    /// <param name="serverTime">The time.</param>
    /// <param name="isCurrent">Whether that was just now; false = some time ago.</param>
    public void Observe(Timestamp serverTime, bool isCurrent = true)
    {
        var arrived = time.GetTimestamp();
        var told = serverTime.ToDateTimeOffset();
        lock (gate)
        {
            current |= isCurrent;

            // Both are lower bounds of the server's time; the greater is the better one.
            if (!observed || told > sample + time.GetElapsedTime(sampledAt, arrived))
            {
                sample = told;
                sampledAt = arrived;
                observed = true;
            }
        }
    }
}
