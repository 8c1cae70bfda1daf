namespace AgentState;

/// <summary>
/// Whether the next shared call is better sent a little later: it carries more then, and no handler waits for it. By the system's time, so
/// that under a clock that a test moves nothing is kept waiting for it. The dispatcher's loop alone touches it.
/// </summary>
internal sealed class SendPause(DispatcherInbox inbox)
{
    // As long as handlers have enough to do until a call is answered, calls follow each other no closer: than this, and than twice as long as
    // a call takes, where the database is busy with those of others.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromMilliseconds(250);

    // Handlers that are through with all they have within this are waited for, so that one call carries all their ends.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(5);

    private static readonly TimeProvider Time = TimeProvider.System;

    private long sentAt;
    private long answeredAt;
    private TimeSpan callTime;
    private TimeSpan interval = Interval;
    private bool isEndSet;

    /// <summary>A call was sent.</summary>
    public void Begin() => sentAt = Time.GetTimestamp();

    /// <summary>It was answered.</summary>
    public void Answer()
    {
        answeredAt = Time.GetTimestamp();
        callTime = Time.GetElapsedTime(sentAt, answeredAt);
        interval = TimeSpan.FromTicks(Math.Clamp(2 * callTime.Ticks, Interval.Ticks, LongestInterval.Ticks));
    }

    /// <summary>A pause that was waited for is over.</summary>
    public void End() => isEndSet = false;

    /// <summary>Whether to wait. If so, a <see cref="DispatcherMessage.SendDue"/> follows.</summary>
    public bool Holds(IReadOnlyList<TypeQueue> queues)
    {
        var left = queues.All(static queue => queue.HasNoAttempt) ? TimeSpan.Zero
            : queues.All(queue => queue.HasEnoughFor(callTime)) ? interval - Time.GetElapsedTime(sentAt)
            : queues.All(static queue => queue.IsThroughWithin(Gathering)) ? Gathering - Time.GetElapsedTime(answeredAt)
            : TimeSpan.Zero;
        if (left > TimeSpan.Zero && !isEndSet)
        {
            isEndSet = true;
            inbox.PostLater(new DispatcherMessage.SendDue(), left, Time);
        }

        return left > TimeSpan.Zero;
    }
}
