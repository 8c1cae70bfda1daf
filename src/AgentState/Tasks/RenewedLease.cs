namespace AgentState.Internal.Tasks;

/// <summary>A renewed lease, with the claim to use from then on.</summary>
internal sealed record RenewedLease(TaskClaim Claim, DateTimeOffset LeaseExpiresAt, DateTimeOffset? CancelRequestedAt);
