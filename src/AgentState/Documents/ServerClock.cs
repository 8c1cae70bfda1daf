namespace AgentState.Internal.Documents;

/// <summary>The server time: the latest time of an answer, advanced by a monotonic clock.</summary>
/// <remarks>
/// It never runs ahead of the server, and lags behind it by at most the transfer time of that answer. The host's wall clock is not used.
/// </remarks>
internal sealed class ServerClock(TimeProvider time)
{
    private readonly Lock gate = new();
    private DateTimeOffset sample;
    private long sampledAt;
    private bool observed;
    private bool current;

    /// <summary>Whether an answer was received; before that, <see cref="Now"/> throws.</summary>
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

    /// <summary>Whether <see cref="Now"/> lags behind the server by no more than the transfer time of an answer.</summary>
    /// <remarks>
    /// Otherwise it may lag by the age of a document that was read. Then it is a safe lower bound, but a period that begins with it, such
    /// as a lease, could end too early.
    /// </remarks>
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

    /// <summary>The current server time, or slightly earlier.</summary>
    /// <exception cref="InvalidOperationException"><see cref="IsSet"/> is false.</exception>
    public DateTimeOffset Now
    {
        get
        {
            lock (gate)
            {
                return observed
                    ? sample + time.GetElapsedTime(sampledAt)
                    : throw new InvalidOperationException("The server time is not available before the first answer of the server.");
            }
        }
    }

    /// <summary>Records the server time of a read or a commit.</summary>
    /// <param name="serverTime">The server time.</param>
    /// <param name="isCurrent">Whether the read or commit just happened; false for an older time.</param>
    public void Observe(Timestamp serverTime, bool isCurrent = true)
    {
        var arrived = time.GetTimestamp();
        var received = serverTime.ToDateTimeOffset();
        lock (gate)
        {
            current |= isCurrent;

            // Both are lower bounds of the server time, so the greater one is more exact.
            if (!observed || received > sample + time.GetElapsedTime(sampledAt, arrived))
            {
                sample = received;
                sampledAt = arrived;
                observed = true;
            }
        }
    }
}
