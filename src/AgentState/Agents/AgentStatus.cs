namespace AgentState;

/// <summary>What an agent does at the moment, as it says itself.</summary>
public enum AgentStatus
{
    /// <summary>The document has no status, or one that this version of the library does not know. Never written.</summary>
    Unknown,

    /// <summary>It waits for work.</summary>
    Idle,

    /// <summary>It works.</summary>
    Running,

    /// <summary>It ran into an error.</summary>
    Error,
}
