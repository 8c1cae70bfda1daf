namespace AgentState.Internal.Tasks.Claiming;

/// <summary>A claim that succeeded, and the task as it was claimed.</summary>
internal sealed record WonClaim(AgentTask Task, TaskClaim Claim);
