namespace AgentState.Internal.Hosting.Workers.Reporting;

/// <summary>The status that an instance writes for its agent.</summary>
internal enum StatusStep
{
    /// <summary>Nothing is written.</summary>
    None,

    /// <summary>Running.</summary>
    Running,

    /// <summary>Idle, unless another instance is busy.</summary>
    Idle,
}
