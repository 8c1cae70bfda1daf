namespace AgentState;

/// <summary>How one of our own instances is.</summary>
public enum AgentInstanceState
{
    /// <summary>Its last heartbeat arrived.</summary>
    Alive,

    /// <summary>Its last heartbeat failed. It is tried again.</summary>
    Degraded,

    /// <summary>It is over, or is taken for dead: see <see cref="AgentInstance.Loss"/>.</summary>
    Lost,
}
