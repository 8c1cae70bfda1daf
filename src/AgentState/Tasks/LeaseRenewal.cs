namespace AgentState;

/// <summary>A renewed lease.</summary>
/// <param name="Claim">The claim with its new version: use it from now on. The previous claim still works, but costs one more read.</param>
/// <param name="LeaseExpiresAt">When the lease expires, in server time.</param>
/// <param name="CancelRequestedAt">
/// When cancellation was requested: stop, then release or fail the task, which makes it cancelled. Null if it was not requested.
/// </param>
public sealed record LeaseRenewal(TaskClaim Claim, DateTimeOffset LeaseExpiresAt, DateTimeOffset? CancelRequestedAt);
