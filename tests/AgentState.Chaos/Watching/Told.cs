namespace AgentState.Chaos;

/// <summary>A snapshot of a watch of any kind.</summary>
/// <param name="ReadAt">The snapshot's read time; null if the watch does not return it.</param>
/// <param name="Agents">All watched agents.</param>
/// <param name="Changes">The changes since the previous snapshot.</param>
internal sealed record Told(DateTimeOffset? ReadAt, IReadOnlyCollection<Agent> Agents, IReadOnlyList<AgentChange> Changes);
