namespace AgentState;

/// <summary>An agent and its liveness.</summary>
/// <param name="Agent">The agent as stored.</param>
/// <param name="Liveness">The agent's liveness at the moment of the snapshot.</param>
public sealed record AgentPresence(Agent Agent, AgentLiveness Liveness);
