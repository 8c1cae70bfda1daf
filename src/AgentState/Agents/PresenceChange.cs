namespace AgentState;

/// <summary>How one agent, or whether it is alive, differs between two snapshots.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="Before">What it was; null where it was not there, or not among those watched.</param>
/// <param name="After">What it is; null where it is gone, or no longer among those watched.</param>
public sealed record PresenceChange(string AgentId, AgentPresence? Before, AgentPresence? After)
{
    /// <summary>Whether it was alive and has become suspect or dead, or was suspect and has become dead.</summary>
    public bool BecameStale => Before is not null && After is not null && After.Liveness.Grade > Before.Liveness.Grade &&
        Before.Liveness.Grade is not LivenessGrade.Absent;

    /// <summary>Whether it was suspect or dead and is alive again.</summary>
    public bool Recovered => Before?.Liveness.Grade is LivenessGrade.Suspect or LivenessGrade.Dead && After?.Liveness.Grade is LivenessGrade.Alive;
}
