namespace AgentState;

/// <summary>All watched agents, and whether they are alive.</summary>
public sealed record FleetSnapshot
{
    /// <summary>The agents, by id.</summary>
    public required IReadOnlyList<AgentPresence> Agents { get; init; }

    /// <summary>What differs from the snapshot before; in the first one every agent is new.</summary>
    public required IReadOnlyList<PresenceChange> Changes { get; init; }
}
