namespace AgentState;

/// <summary>Whether an agent is alive, at one moment of the database. Both times are the database's: no host's clock has a say.</summary>
public sealed record AgentLiveness
{
    /// <summary>What the times come to.</summary>
    public required LivenessGrade Grade { get; init; }

    /// <summary>The newest heartbeat of any of its instances; null where there is none.</summary>
    public DateTimeOffset? LastHeartbeat { get; init; }

    /// <summary>When this was so.</summary>
    public required DateTimeOffset ReadAt { get; init; }

    /// <summary>How old the newest heartbeat was then; null where there is none.</summary>
    public TimeSpan? Age => ReadAt - LastHeartbeat;

    /// <summary>The instance that sent it; null where there is none.</summary>
    public string? InstanceId { get; init; }

    /// <summary>That instance's epoch; 0 where there is none.</summary>
    public long Epoch { get; init; }
}
