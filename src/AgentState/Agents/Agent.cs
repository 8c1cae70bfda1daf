namespace AgentState;

/// <summary>An agent as it was stored at one moment (<see cref="Version"/>).</summary>
public sealed record Agent
{
    /// <summary>The agent's id: the id of its document in the collection <c>agents</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The kind of agent, such as <see cref="AgentTypes.GitHub"/>; null if only a status was ever written.</summary>
    public string? Type { get; init; }

    /// <summary>The status that was set last.</summary>
    public AgentStatus Status { get; init; }

    /// <summary>The database's time when the status was set last; null if it never was.</summary>
    public DateTimeOffset? LastRun { get; init; }

    /// <summary>The agent's settings; empty if none are stored.</summary>
    public StateMap Config { get; init; } = StateMap.Empty;

    /// <summary>The agent's counters; zeros if none are stored.</summary>
    public AgentStats Stats { get; init; } = AgentStats.None;

    /// <summary>The display name; null if none was registered.</summary>
    public string? Name { get; init; }

    /// <summary>The registered version of the agent's software; null if none was registered.</summary>
    public string? SoftwareVersion { get; init; }

    /// <summary>The registered capabilities; empty if none were registered.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>The desired state; null if it was never set, which counts as running.</summary>
    public AgentDesiredState? DesiredState { get; init; }

    /// <summary>The number of instances started so far, which is the epoch of the latest one; 0 if none was started.</summary>
    public long Epoch { get; init; }

    /// <summary>The liveness of the agent; null if the agent was not returned by a watch with liveness.</summary>
    /// <remarks>It is not part of the agent's document: see <see cref="LivenessDetail"/>.</remarks>
    public AgentLiveness? Liveness { get; init; }

    /// <summary>The version of the document that this was read from.</summary>
    public StateVersion Version { get; init; }
}
