namespace AgentState;

/// <summary>A lease that was renewed.</summary>
/// <param name="Claim">The claim with its new version: use it from now on. The one before is as good, and costs a read more.</param>
/// <param name="LeaseExpiresAt">When the lease runs out, by the database's clock.</param>
/// <param name="CancelRequestedAt">When somebody asked the task to stop (stop, and release or fail it: it ends cancelled); null if nobody did.</param>
public sealed record LeaseRenewal(TaskClaim Claim, DateTimeOffset LeaseExpiresAt, DateTimeOffset? CancelRequestedAt);
