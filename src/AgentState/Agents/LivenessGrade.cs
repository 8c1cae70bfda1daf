namespace AgentState;

/// <summary>The liveness of an agent, judged by its heartbeats.</summary>
public enum LivenessGrade
{
    /// <summary>The agent has no instance: none was started, or all were disposed or swept.</summary>
    Absent,

    /// <summary>Heartbeats arrive.</summary>
    Alive,

    /// <summary>Two heartbeats in a row are missing.</summary>
    Suspect,

    /// <summary>Three heartbeats in a row are missing.</summary>
    Dead,
}
