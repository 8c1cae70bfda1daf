namespace AgentState.Internal.Tasks.Renewing;

/// <summary>The outcome of one lease renewal in a batch.</summary>
/// <param name="Renewal">The renewed lease; null if the renewal failed.</param>
/// <param name="Error">Why the renewal failed; null if it succeeded.</param>
internal readonly record struct RenewalOutcome(RenewedLease? Renewal, Exception? Error);
