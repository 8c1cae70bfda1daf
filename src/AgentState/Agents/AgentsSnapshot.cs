namespace AgentState;

/// <summary>All watched agents at one moment of the database: what was committed together is seen together.</summary>
public sealed record AgentsSnapshot
{
    /// <summary>The agents, by id.</summary>
    public required IReadOnlyList<Agent> Agents { get; init; }

    /// <summary>Documents of the filter that cannot be read as agents, by path; they are not among <see cref="Agents"/>.</summary>
    public IReadOnlyList<UnreadableDocument> Unreadable { get; init; } = [];

    /// <summary>What differs from the snapshot before; in the first one every agent is new. One that can no longer be read is told as gone.</summary>
    public required IReadOnlyList<AgentChange> Changes { get; init; }

    /// <summary>The moment, by the database's clock.</summary>
    public DateTimeOffset ReadAt { get; init; }
}
