namespace AgentState;

/// <summary>The state of an instance that this process started.</summary>
public enum AgentInstanceState
{
    /// <summary>The last heartbeat was stored.</summary>
    Alive,

    /// <summary>The last heartbeat failed; it is retried.</summary>
    Degraded,

    /// <summary>The instance has ended, or is treated as dead: see <see cref="AgentInstance.Loss"/>.</summary>
    Lost,
}
