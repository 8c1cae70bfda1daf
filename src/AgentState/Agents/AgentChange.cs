namespace AgentState;

/// <summary>How one agent differs between two snapshots.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="Before">What it was; null where it was not there, or not among those watched.</param>
/// <param name="After">What it is; null where it is gone, or no longer among those watched.</param>
public sealed record AgentChange(string AgentId, Agent? Before, Agent? After);
