namespace AgentState;

/// <summary>Why an instance was lost.</summary>
public enum AgentInstanceLoss
{
    /// <summary>
    /// No heartbeat has arrived for three intervals: the fleet takes it for dead. It goes on beating, and is taken for alive again when one arrives.
    /// </summary>
    HeartbeatLost,

    /// <summary>A later instance has taken its place. It beats no more.</summary>
    Superseded,

    /// <summary>The agent was deregistered. It beats no more.</summary>
    Deregistered,

    /// <summary>It was disposed.</summary>
    Stopped,
}
