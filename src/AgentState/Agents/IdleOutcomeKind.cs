namespace AgentState;

/// <summary>What became of an instance's wish to write that its agent is idle.</summary>
internal enum IdleOutcomeKind
{
    /// <summary>The agent is idle.</summary>
    Written,

    /// <summary>The agent's status was not running: it stays as it is.</summary>
    NotRunning,

    /// <summary>Another live instance is busy.</summary>
    Withheld,

    /// <summary>The agent's document changed meanwhile: it has to be looked at again.</summary>
    Conflict,
}
