namespace AgentState;

/// <summary>A claim that has ended its task, and the status that it asked for: by this a repeated call recognises its own earlier success.</summary>
internal sealed record EndedClaim(string Token, AgentTaskStatus Outcome);
