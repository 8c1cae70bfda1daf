namespace AgentState;

/// <summary>The desired state of an agent, set by an operator.</summary>
public enum AgentDesiredState
{
    /// <summary>The stored word is not supported by this version of the library; never written, and does not stop claims.</summary>
    Unknown,

    /// <summary>The agent works.</summary>
    Running,

    /// <summary>The agent claims no task until its desired state is running again.</summary>
    Paused,

    /// <summary>The agent claims no task, and its hosted instances are deregistered, until its desired state is running again.</summary>
    /// <remarks>The host process keeps running, unless its options say otherwise.</remarks>
    Stopped,
}
