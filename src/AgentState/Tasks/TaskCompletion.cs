namespace AgentState;

/// <summary>One of several claims to complete in one call.</summary>
/// <param name="Claim">A claim that the queue returned.</param>
/// <param name="Result">The result of the task; null = none.</param>
public sealed record TaskCompletion(TaskClaim Claim, StateMap? Result = null);
