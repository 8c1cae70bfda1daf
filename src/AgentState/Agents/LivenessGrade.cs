namespace AgentState;

/// <summary>Whether an agent is alive, as far as its heartbeats tell.</summary>
public enum LivenessGrade
{
    /// <summary>No instance of it beats: none was started, or all have said goodbye.</summary>
    Absent,

    /// <summary>It beats.</summary>
    Alive,

    /// <summary>Two heartbeats in a row are missing.</summary>
    Suspect,

    /// <summary>Three heartbeats in a row are missing.</summary>
    Dead,
}
