namespace AgentState;

/// <summary>
/// One instance of an agent, which beats until it is disposed. Its heartbeats never throw: whoever works on its behalf stops when <see cref="Lost"/> is cancelled. Thread-safe.
/// </summary>
public sealed class AgentInstance : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Heartbeats heartbeats;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource lost = new();
    private readonly string name;
    private AgentInstanceLoss? loss;
    private bool isDegraded;
    private long confirmedAt;
    private long nextBeatAt;
    private bool isBeating;
    private volatile bool isBusy;
    private DateTimeOffset lastHeartbeat;

    internal AgentInstance(InstanceRecord record, bool isSingle, Heartbeats heartbeats, TimeProvider time, long startedAt)
    {
        name = record.Name;
        AgentId = record.AgentId;
        InstanceId = record.InstanceId;
        Epoch = record.Epoch;
        HeartbeatInterval = record.Interval;
        IsSingle = isSingle;
        lastHeartbeat = record.LastHeartbeat;
        this.heartbeats = heartbeats;
        this.time = time;

        // Instances that start together do not go on beating at the same moment for ever.
        confirmedAt = startedAt;
        nextBeatAt = startedAt + Ticks(record.Interval * (0.5 + (Random.Shared.NextDouble() / 2)));

        // Taken here: it can still be asked for when its source is disposed.
        Lost = lost.Token;
    }

    /// <summary>The agent.</summary>
    public string AgentId { get; }

    /// <summary>The instance's own id, made at random.</summary>
    public string InstanceId { get; }

    /// <summary>The how manieth instance of the agent this is, from 1: of two, the later one has the higher number, whatever their hosts' clocks say.</summary>
    public long Epoch { get; }

    /// <summary>How often it beats.</summary>
    public TimeSpan HeartbeatInterval { get; }

    /// <summary>When its last heartbeat arrived, by the database's time.</summary>
    public DateTimeOffset LastHeartbeat
    {
        get
        {
            lock (gate)
            {
                return lastHeartbeat;
            }
        }
    }

    /// <summary>How it is.</summary>
    public AgentInstanceState State
    {
        get
        {
            lock (gate)
            {
                return loss is not null ? AgentInstanceState.Lost : isDegraded ? AgentInstanceState.Degraded : AgentInstanceState.Alive;
            }
        }
    }

    /// <summary>Why it was lost; null while it was not.</summary>
    public AgentInstanceLoss? Loss
    {
        get
        {
            lock (gate)
            {
                return loss;
            }
        }
    }

    /// <summary>Cancelled when the instance is lost, once: <see cref="Loss"/> says why. What is done on its behalf is to stop.</summary>
    public CancellationToken Lost { get; }

    internal bool IsSingle { get; }

    /// <summary>Whether it works on a task, as far as this has been written or is about to be.</summary>
    internal bool IsBusy
    {
        get => isBusy;
        set => isBusy = value;
    }

    internal string Name => name;

    /// <summary>Stops beating and says goodbye: the instance's document is taken away. Waits 5 s at most, and never throws. Safe to call again.</summary>
    public async ValueTask DisposeAsync()
    {
        Lose(AgentInstanceLoss.Stopped);
        await heartbeats.StopAsync(this).ConfigureAwait(false);
        lost.Dispose();
    }

    /// <summary>
    /// Tells the instance what its agent is, such as a watch of yours was told: that a later instance has taken its place it learns at once then, and not at its next
    /// heartbeat. Safe to call again.
    /// </summary>
    /// <param name="agent">The agent; null = it was deregistered: make sure by a read, where the watch began before the instance.</param>
    /// <exception cref="ArgumentException">It is another agent.</exception>
    public void Observe(Agent? agent)
    {
        if (agent is not null && agent.Id != AgentId)
        {
            throw new ArgumentException($"This is an instance of '{AgentId}', not of '{agent.Id}'.", nameof(agent));
        }

        if (agent is null)
        {
            Lose(AgentInstanceLoss.Deregistered);
        }
        else if (IsSingle && agent.Epoch > Epoch)
        {
            Lose(AgentInstanceLoss.Superseded);
        }
    }

    /// <summary>Whether a heartbeat is due, or may be sent together with others that are.</summary>
    internal bool IsDue(long now, double slack)
    {
        lock (gate)
        {
            return !isBeating && !HasEnded && nextBeatAt - Ticks(HeartbeatInterval * slack) <= now;
        }
    }

    /// <summary>When something has to happen next: a heartbeat, or the loss of the instance. Null where it has ended.</summary>
    internal long? NextAt()
    {
        lock (gate)
        {
            var lossAt = loss is null ? confirmedAt + Ticks(LivenessRules.DeadAge(HeartbeatInterval)) : long.MaxValue;
            return HasEnded ? null : Math.Min(isBeating ? long.MaxValue : nextBeatAt, lossAt);
        }
    }

    /// <summary>Finds out whether the fleet takes the instance for dead.</summary>
    internal void CheckLoss(long now)
    {
        bool isLost;
        lock (gate)
        {
            isLost = loss is null && now - confirmedAt >= Ticks(LivenessRules.DeadAge(HeartbeatInterval));
        }

        if (isLost)
        {
            Lose(AgentInstanceLoss.HeartbeatLost);
        }
    }

    /// <summary>A heartbeat is on its way.</summary>
    internal void Begin()
    {
        lock (gate)
        {
            isBeating = true;
        }
    }

    /// <summary>The heartbeat that was sent at that moment has arrived.</summary>
    internal void Confirm(long sentAt, DateTimeOffset serverTime)
    {
        lock (gate)
        {
            (isBeating, isDegraded, confirmedAt) = (false, false, sentAt);
            lastHeartbeat = serverTime;
            nextBeatAt = sentAt + Ticks(HeartbeatInterval);
        }
    }

    /// <summary>The heartbeat did not arrive, as far as is known. Another one follows soon.</summary>
    internal void Miss(long now)
    {
        lock (gate)
        {
            (isBeating, isDegraded) = (false, true);
            nextBeatAt = now + Ticks(HeartbeatInterval / 6);
        }
    }

    /// <summary>The instance is lost; the first reason is the one that is told, unless the end comes later.</summary>
    internal void Lose(AgentInstanceLoss reason)
    {
        lock (gate)
        {
            if (HasEnded || loss == reason)
            {
                return;
            }

            loss = reason;
            // Whoever waits for it runs elsewhere, not in the time of the heartbeats.
            _ = lost.CancelAsync();
        }

        heartbeats.Wake();
    }

    // One that is taken for dead goes on beating; the others have nothing to say any more.
    private bool HasEnded => loss is not (null or AgentInstanceLoss.HeartbeatLost);

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
