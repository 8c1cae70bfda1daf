namespace AgentState.Internal.Hosting.Workers.Dispatching;

/// <summary>
/// Decides whether to delay the next batch, so that it carries more while no handler waits for it. Only the dispatcher's loop uses it.
/// </summary>
/// <remarks>It uses the system clock, so that nothing waits for a clock that a test advances.</remarks>
internal sealed class SendPause(DispatcherInbox inbox)
{
    // While handlers have enough tasks until a batch is answered, batches are at least this interval apart. They are at least twice the
    // duration of a batch apart if the database is busy with other calls.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromMilliseconds(250);

    // If all handlers finish within this time, the batch waits for them and carries all their outcomes.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(5);

    private static readonly TimeProvider Time = TimeProvider.System;

    private long sentAt;
    private long answeredAt;
    private TimeSpan callTime;
    private TimeSpan interval = Interval;
    private bool isEndSet;

    /// <summary>Records that a batch was sent.</summary>
    public void Begin() => sentAt = Time.GetTimestamp();

    /// <summary>Records that the batch was answered.</summary>
    public void Answer()
    {
        answeredAt = Time.GetTimestamp();
        callTime = Time.GetElapsedTime(sentAt, answeredAt);
        interval = TimeSpan.FromTicks(Math.Clamp(2 * callTime.Ticks, Interval.Ticks, LongestInterval.Ticks));
    }

    /// <summary>Records that a delay has elapsed.</summary>
    public void End() => isEndSet = false;

    /// <summary>Returns whether to wait. If so, a <see cref="DispatcherMessage.SendDue"/> follows.</summary>
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
