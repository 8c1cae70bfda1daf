namespace AgentState;

/// <summary>The reason why an instance was lost.</summary>
public enum AgentInstanceLoss
{
    /// <summary>No heartbeat was stored for three intervals, so the fleet treats the instance as dead.</summary>
    /// <remarks>The instance keeps sending heartbeats. It counts as alive again when one is stored.</remarks>
    HeartbeatLost,

    /// <summary>A later instance has replaced this one; it sends no more heartbeats.</summary>
    Superseded,

    /// <summary>The agent was deregistered; the instance sends no more heartbeats.</summary>
    Deregistered,

    /// <summary>The instance was disposed.</summary>
    Stopped,
}
