namespace AgentState;

/// <summary>What a person wants an agent to do, beside what it does.</summary>
public enum AgentWantedState
{
    /// <summary>The document has a word that this version of the library does not know. Never written; it holds nothing up.</summary>
    Unknown,

    /// <summary>It is to work.</summary>
    Running,

    /// <summary>It is to claim no task until it is wanted running again.</summary>
    Paused,

    /// <summary>
    /// It is to claim no task, and its hosted instances are deregistered until it is wanted running again. The host goes on, unless its
    /// option says otherwise.
    /// </summary>
    Stopped,
}
