namespace AgentState.Internal.Agents.Instances;

/// <summary>The outcome of an instance's attempt to set its agent to idle.</summary>
internal enum IdleOutcomeKind
{
    /// <summary>The agent is idle.</summary>
    Written,

    /// <summary>The agent's status was not running; it was not changed.</summary>
    NotRunning,

    /// <summary>Another live instance is busy.</summary>
    Withheld,

    /// <summary>The agent's document changed during the attempt; read it again.</summary>
    Conflict,
}
