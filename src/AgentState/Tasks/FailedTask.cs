namespace AgentState;

/// <summary>One of several claims to fail in one call.</summary>
/// <param name="Claim">A claim that the queue returned.</param>
/// <param name="Failure">The reason of the failure.</param>
public sealed record FailedTask(TaskClaim Claim, TaskFailure Failure);
