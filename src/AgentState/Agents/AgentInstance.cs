using AgentState.Internal.Agents;

namespace AgentState;

/// <summary>One instance of an agent, which sends heartbeats until it is disposed.</summary>
/// <remarks>
/// Heartbeats never throw. Work that runs on behalf of the instance must stop when <see cref="Lost"/> is cancelled. Thread-safe.
/// </remarks>
public sealed class AgentInstance : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly IHeartbeats heartbeats;
    private readonly HeartbeatSchedule schedule;
    private readonly CancellationTokenSource lost = new();
    private AgentInstanceLoss? loss;
    private volatile bool isBusy;
    private DateTimeOffset lastHeartbeat;

    internal AgentInstance(InstanceRecord record, bool isSingle, IHeartbeats heartbeats, TimeProvider time, long startedAt)
    {
        Name = record.Name;
        AgentId = record.AgentId;
        InstanceId = record.InstanceId;
        Epoch = record.Epoch;
        HeartbeatInterval = record.Interval;
        IsSingle = isSingle;
        lastHeartbeat = record.LastHeartbeat;
        this.heartbeats = heartbeats;
        schedule = new HeartbeatSchedule(record.Interval, time.TimestampFrequency, startedAt);

        // Read here, because CancellationTokenSource.Token throws after Dispose.
        Lost = lost.Token;
    }

    /// <summary>The agent's id.</summary>
    public string AgentId { get; }

    /// <summary>The instance's id, generated at random.</summary>
    public string InstanceId { get; }

    /// <summary>The instance's number among all instances of the agent, starting at 1; a later instance has a higher one.</summary>
    /// <remarks>The order does not depend on the hosts' clocks.</remarks>
    public long Epoch { get; }

    /// <summary>The interval between heartbeats.</summary>
    public TimeSpan HeartbeatInterval { get; }

    /// <summary>The database's time of the last stored heartbeat.</summary>
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

    /// <summary>Whether the instance is alive, degraded or lost.</summary>
    public AgentInstanceState State
    {
        get
        {
            lock (gate)
            {
                return loss is not null ? AgentInstanceState.Lost
                    : schedule.IsDegraded ? AgentInstanceState.Degraded
                    : AgentInstanceState.Alive;
            }
        }
    }

    /// <summary>The reason why the instance was lost; null while it is not lost.</summary>
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

    /// <summary>A token that is cancelled when the instance is lost: work on its behalf must stop then.</summary>
    /// <remarks><see cref="Loss"/> has the reason. The token is cancelled once, and stays cancelled.</remarks>
    public CancellationToken Lost { get; }

    internal bool IsSingle { get; }

    /// <summary>Whether the instance works on a task; includes a state that is about to be written.</summary>
    internal bool IsBusy
    {
        get => isBusy;
        set => isBusy = value;
    }

    internal string Name { get; }

    /// <summary>Stops the heartbeats and deletes the instance's document.</summary>
    /// <remarks>Waits at most 5 s, and never throws. Safe to call again.</remarks>
    public async ValueTask DisposeAsync()
    {
        Lose(AgentInstanceLoss.Stopped);
        await heartbeats.StopAsync(this).ConfigureAwait(false);
        lost.Dispose();
    }

    /// <summary>Updates the instance with its agent's current state, for example from a watch.</summary>
    /// <remarks>
    /// The instance is then lost at once if it was replaced or its agent was deregistered, and not only at its next heartbeat. Safe to call
    /// again.
    /// </remarks>
    /// <param name="agent">
    /// The agent; null = it was deregistered. If the watch began before the instance, confirm a null with a read first.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="agent"/> is not the agent of this instance.</exception>
    public void Observe(Agent? agent)
    {
        if (agent is not null && agent.Id != AgentId)
        {
            throw new ArgumentException($"Agent '{agent.Id}' is not the agent of this instance; pass agent '{AgentId}'.", nameof(agent));
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

    /// <summary>Describes the instance for logs: its agent, epoch and state.</summary>
    public override string ToString() => $"instance {Epoch} of agent '{AgentId}' ({State})";

    /// <inheritdoc cref="HeartbeatSchedule.IsDue"/>
    internal bool IsDue(long now, double slack)
    {
        lock (gate)
        {
            return !HasEnded && schedule.IsDue(now, slack);
        }
    }

    /// <summary>The timestamp of the next heartbeat or of the loss of the instance; null if the instance has ended.</summary>
    internal long? NextAt()
    {
        lock (gate)
        {
            return HasEnded ? null : Math.Min(schedule.NextAt, loss is null ? schedule.DeadAt : long.MaxValue);
        }
    }

    /// <summary>Marks the instance as lost if the fleet treats it as dead.</summary>
    internal void CheckLoss(long now)
    {
        bool isLost;
        lock (gate)
        {
            isLost = loss is null && now >= schedule.DeadAt;
        }

        if (isLost)
        {
            Lose(AgentInstanceLoss.HeartbeatLost);
        }
    }

    /// <inheritdoc cref="HeartbeatSchedule.Begin"/>
    internal void Begin()
    {
        lock (gate)
        {
            schedule.Begin();
        }
    }

    /// <inheritdoc cref="HeartbeatSchedule.Confirm"/>
    /// <param name="sentAt">The timestamp of the send.</param>
    /// <param name="serverTime">The database's time of the heartbeat.</param>
    internal void Confirm(long sentAt, DateTimeOffset serverTime)
    {
        lock (gate)
        {
            schedule.Confirm(sentAt);
            lastHeartbeat = serverTime;
        }
    }

    /// <inheritdoc cref="HeartbeatSchedule.Miss"/>
    internal void Miss(long now)
    {
        lock (gate)
        {
            schedule.Miss(now);
        }
    }

    /// <summary>Marks the instance as lost; only <see cref="AgentInstanceLoss.HeartbeatLost"/> can be replaced by a later reason.</summary>
    /// <param name="reason">The reason.</param>
    internal void Lose(AgentInstanceLoss reason)
    {
        lock (gate)
        {
            if (HasEnded || loss == reason)
            {
                return;
            }

            loss = reason;
            // Asynchronous, so that callbacks of the token do not delay the heartbeats.
            _ = lost.CancelAsync();
        }

        heartbeats.Wake();
    }

    // An instance that is treated as dead still sends heartbeats; every other loss is final.
    private bool HasEnded => loss is not (null or AgentInstanceLoss.HeartbeatLost);
}
