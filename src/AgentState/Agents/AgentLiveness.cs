namespace AgentState;

/// <summary>The liveness of an agent at one moment of the database.</summary>
/// <remarks>All times are the database's; host clocks have no influence.</remarks>
public sealed record AgentLiveness
{
    /// <summary>The grade that follows from the age of the newest heartbeat.</summary>
    public required LivenessGrade Grade { get; init; }

    /// <summary>The newest heartbeat of any of the agent's instances; null if there is no heartbeat.</summary>
    public DateTimeOffset? LastHeartbeat { get; init; }

    /// <summary>The moment to which the grade applies.</summary>
    public required DateTimeOffset ReadAt { get; init; }

    /// <summary>The age of the newest heartbeat at <see cref="ReadAt"/>; null if there is no heartbeat.</summary>
    public TimeSpan? Age => ReadAt - LastHeartbeat;

    /// <summary>The instance that sent the newest heartbeat; null if there is no heartbeat.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The epoch of that instance; 0 if there is no heartbeat.</summary>
    public long Epoch { get; init; }
}
