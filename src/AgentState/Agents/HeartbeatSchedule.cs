namespace AgentState.Internal.Agents;

/// <summary>The times of one instance's heartbeats; has no clock, does no I/O, and is not thread-safe.</summary>
/// <remarks>All times are timestamps of this process.</remarks>
internal sealed class HeartbeatSchedule
{
    private readonly TimeSpan interval;
    private readonly long frequency;
    private long confirmedAt;
    private long nextBeatAt;
    private bool isSending;

    /// <summary>Schedules the first heartbeat after one half to one interval.</summary>
    /// <param name="interval">The interval between heartbeats.</param>
    /// <param name="frequency">The number of timestamp ticks in a second.</param>
    /// <param name="startedAt">The timestamp of the write that created the instance's document.</param>
    public HeartbeatSchedule(TimeSpan interval, long frequency, long startedAt)
    {
        this.interval = interval;
        this.frequency = frequency;
        confirmedAt = startedAt;

        // Jitter: instances that start together must not send all their heartbeats at the same moment.
        nextBeatAt = startedAt + Ticks(interval * (0.5 + (Random.Shared.NextDouble() / 2)));
    }

    /// <summary>Whether the last heartbeat failed.</summary>
    public bool IsDegraded { get; private set; }

    /// <summary>The timestamp of the next heartbeat; the largest number while one is being sent.</summary>
    public long NextAt => isSending ? long.MaxValue : nextBeatAt;

    /// <summary>The timestamp from which the fleet treats the instance as dead, unless a heartbeat is stored before.</summary>
    public long DeadAt => confirmedAt + Ticks(LivenessRules.DeadAge(interval));

    /// <summary>Whether a heartbeat is due, or is close enough (within <paramref name="slack"/>) to join a batch.</summary>
    /// <param name="now">The current timestamp.</param>
    /// <param name="slack">How early a heartbeat may be sent, as a part of its interval.</param>
    public bool IsDue(long now, double slack) => !isSending && nextBeatAt - Ticks(interval * slack) <= now;

    /// <summary>Records that a heartbeat is being sent.</summary>
    public void Begin() => isSending = true;

    /// <summary>Records that the heartbeat sent at <paramref name="sentAt"/> was stored.</summary>
    public void Confirm(long sentAt)
    {
        (isSending, IsDegraded, confirmedAt) = (false, false, sentAt);
        nextBeatAt = sentAt + Ticks(interval);
    }

    /// <summary>Records that a heartbeat failed, and schedules the next one after a sixth of the interval.</summary>
    public void Miss(long now)
    {
        (isSending, IsDegraded) = (false, true);
        nextBeatAt = now + Ticks(interval / 6);
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * frequency);
}
