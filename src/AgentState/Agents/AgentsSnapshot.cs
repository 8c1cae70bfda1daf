namespace AgentState;

/// <summary>All watched agents at one moment of the database; changes of one commit appear together.</summary>
public sealed record AgentsSnapshot
{
    /// <summary>The agents, ordered by id.</summary>
    public required IReadOnlyList<Agent> Agents { get; init; }

    /// <summary>The documents that match the filter but cannot be read as agents, ordered by path.</summary>
    /// <remarks>
    /// They are not part of <see cref="Agents"/>. In a watch with liveness, the list also holds the documents of instances that cannot be
    /// read; liveness ignores them.
    /// </remarks>
    public IReadOnlyList<UnreadableDocument> Unreadable { get; init; } = [];

    /// <summary>The differences from the previous snapshot; in the first snapshot every agent is new.</summary>
    /// <remarks>An agent that can no longer be read is reported as removed.</remarks>
    public required IReadOnlyList<AgentChange> Changes { get; init; }

    /// <summary>The moment of the snapshot, by the database's clock.</summary>
    /// <remarks>
    /// In a watch with liveness, agents and heartbeats arrive separately, and this is the later of their times.
    /// </remarks>
    public DateTimeOffset ReadAt { get; init; }

    /// <summary>Returns the numbers of agents, changes and unreadable documents.</summary>
    public override string ToString() =>
        $"AgentsSnapshot (agents: {Agents.Count}, changes: {Changes.Count}, unreadable: {Unreadable.Count})";
}
