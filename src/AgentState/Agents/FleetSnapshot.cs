namespace AgentState;

/// <summary>All watched agents and their liveness.</summary>
public sealed record FleetSnapshot
{
    /// <summary>The agents, ordered by id.</summary>
    public required IReadOnlyList<AgentPresence> Agents { get; init; }

    /// <summary>The documents of agents and instances that cannot be read, ordered by path.</summary>
    /// <remarks>Such agents are not part of <see cref="Agents"/>; liveness ignores such instances.</remarks>
    public IReadOnlyList<UnreadableDocument> Unreadable { get; init; } = [];

    /// <summary>The differences from the previous snapshot; in the first snapshot every agent is new.</summary>
    /// <remarks>An agent that can no longer be read is reported as removed.</remarks>
    public required IReadOnlyList<PresenceChange> Changes { get; init; }
}
