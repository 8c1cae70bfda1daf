namespace AgentState;

/// <summary>The difference of one agent between two snapshots.</summary>
/// <param name="AgentId">The agent's id.</param>
/// <param name="Before">The agent before; null if it did not exist or did not match the filter.</param>
/// <param name="After">The agent now; null if it was removed or no longer matches the filter.</param>
public sealed record AgentChange(string AgentId, Agent? Before, Agent? After);
