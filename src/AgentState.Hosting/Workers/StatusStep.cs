namespace AgentState;

/// <summary>What an instance writes of its agent's status now.</summary>
internal enum StatusStep
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>That it is running.</summary>
    Running,

    /// <summary>That it is idle, unless another instance is busy.</summary>
    Idle,
}
