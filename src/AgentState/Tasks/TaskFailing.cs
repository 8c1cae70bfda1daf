namespace AgentState;

/// <summary>One of several claims to fail at once.</summary>
/// <param name="Claim">What a claim of the queue returned.</param>
/// <param name="Failure">Why.</param>
public sealed record TaskFailing(TaskClaim Claim, TaskFailure Failure);
