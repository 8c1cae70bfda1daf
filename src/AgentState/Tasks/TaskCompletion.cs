namespace AgentState;

/// <summary>One of several claims to complete at once.</summary>
/// <param name="Claim">What a claim of the queue returned.</param>
/// <param name="Result">What came of the task; null = nothing to tell.</param>
public sealed record TaskCompletion(TaskClaim Claim, StateMap? Result = null);
