namespace AgentState;

/// <summary>Whether a watch includes the liveness of agents, and which of its changes it reports.</summary>
public enum LivenessDetail
{
    /// <summary>The watch does not include liveness; it is not billed for heartbeats.</summary>
    None,

    /// <summary>The watch includes liveness, and reports a change of the grade or of the instance with the newest heartbeat.</summary>
    /// <remarks>Each heartbeat is one billed read.</remarks>
    Grades,

    /// <summary>The watch includes liveness, and reports each heartbeat as a change too.</summary>
    /// <remarks>Use it to display the age of heartbeats. It is billed like <see cref="Grades"/>.</remarks>
    Heartbeats,
}
