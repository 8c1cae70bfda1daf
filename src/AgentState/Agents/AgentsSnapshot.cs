namespace AgentState;

/// <summary>All watched agents at one moment of the database: what was committed together is seen together.</summary>
public sealed record AgentsSnapshot
{
    /// <summary>The agents, by id.</summary>
    public required IReadOnlyList<Agent> Agents { get; init; }

    /// <summary>What differs from the snapshot before; in the first one every agent is new.</summary>
    public required IReadOnlyList<AgentChange> Changes { get; init; }

    /// <summary>The moment, by the database's clock.</summary>
    public DateTimeOffset ReadAt { get; init; }
}
