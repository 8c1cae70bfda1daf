namespace AgentState;

/// <summary>All watched agents, and whether they are alive.</summary>
public sealed record FleetSnapshot
{
    /// <summary>The agents, by id.</summary>
    public required IReadOnlyList<AgentPresence> Agents { get; init; }

    /// <summary>
    /// Documents that cannot be read, by path: agents of the filter, which are not among <see cref="Agents"/>, and instances, which
    /// liveness ignores.
    /// </summary>
    public IReadOnlyList<UnreadableDocument> Unreadable { get; init; } = [];

    /// <summary>What differs from the snapshot before; in the first one every agent is new. One that can no longer be read is told as gone.</summary>
    public required IReadOnlyList<PresenceChange> Changes { get; init; }
}
