namespace AgentState;

/// <summary>The difference of one agent, or of its liveness, between two snapshots.</summary>
public sealed record AgentChange
{
    /// <summary>The agent's id.</summary>
    public required string AgentId { get; init; }

    /// <summary>The agent before; null if it did not exist or did not match the filter.</summary>
    public required Agent? Before { get; init; }

    /// <summary>The agent now; null if it was removed or no longer matches the filter.</summary>
    public required Agent? After { get; init; }

    /// <summary>Whether the agent went from alive to suspect or dead, or from suspect to dead.</summary>
    /// <remarks>Always false in a watch without liveness.</remarks>
    public bool BecameStale =>
        Before?.Liveness?.Grade is { } before and not LivenessGrade.Absent && After?.Liveness?.Grade > before;

    /// <summary>Whether the agent was suspect or dead and is alive again.</summary>
    /// <remarks>Always false in a watch without liveness.</remarks>
    public bool Recovered =>
        Before?.Liveness?.Grade is LivenessGrade.Suspect or LivenessGrade.Dead && After?.Liveness?.Grade is LivenessGrade.Alive;

    /// <summary>Describes the change for logs: the agent's id, and its status and liveness before and after.</summary>
    public override string ToString() => $"{AgentId}: {Describe(Before)} -> {Describe(After)}";

    private static string Describe(Agent? agent) => agent switch
    {
        null => "none",
        { Liveness: { } liveness } => $"{agent.Status} ({liveness.Grade})",
        _ => $"{agent.Status}",
    };
}
