namespace AgentState;

/// <summary>An agent, and whether it is alive.</summary>
/// <param name="Agent">The agent, as it is stored.</param>
/// <param name="Liveness">Whether it is alive, at the moment of the snapshot.</param>
public sealed record AgentPresence(Agent Agent, AgentLiveness Liveness);
