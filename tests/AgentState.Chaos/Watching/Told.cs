namespace AgentState.Chaos;

/// <summary>What a watch has told at once, of whatever kind it is.</summary>
/// <param name="ReadAt">The moment of the database; null where the watch does not tell it.</param>
/// <param name="Agents">All that it watches.</param>
/// <param name="Changes">What differs from what it told before.</param>
internal sealed record Told(DateTimeOffset? ReadAt, IReadOnlyCollection<Agent> Agents, IReadOnlyList<AgentChange> Changes);
