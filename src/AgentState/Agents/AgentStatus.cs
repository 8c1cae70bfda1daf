namespace AgentState;

/// <summary>The status of an agent, as the agent reports it.</summary>
public enum AgentStatus
{
    /// <summary>The document has no status, or a word that this version of the library does not support; never written.</summary>
    Unknown,

    /// <summary>The agent waits for work.</summary>
    Idle,

    /// <summary>The agent works.</summary>
    Running,

    /// <summary>The agent failed.</summary>
    Error,
}
