namespace AgentState;

/// <summary>The difference of one agent, or of its liveness, between two snapshots.</summary>
/// <param name="AgentId">The agent's id.</param>
/// <param name="Before">The agent before; null if it did not exist or did not match the filter.</param>
/// <param name="After">The agent now; null if it was removed or no longer matches the filter.</param>
public sealed record PresenceChange(string AgentId, AgentPresence? Before, AgentPresence? After)
{
    /// <summary>Whether the agent went from alive to suspect or dead, or from suspect to dead.</summary>
    public bool BecameStale => Before is not null && After is not null && After.Liveness.Grade > Before.Liveness.Grade &&
        Before.Liveness.Grade is not LivenessGrade.Absent;

    /// <summary>Whether the agent was suspect or dead and is alive again.</summary>
    public bool Recovered =>
        Before?.Liveness.Grade is LivenessGrade.Suspect or LivenessGrade.Dead && After?.Liveness.Grade is LivenessGrade.Alive;
}
