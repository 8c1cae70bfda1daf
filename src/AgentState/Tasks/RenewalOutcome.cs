namespace AgentState;

/// <summary>What became of one renewal among others.</summary>
/// <param name="Renewal">The lease, where it was renewed.</param>
/// <param name="Error">Why it was not; null where it was.</param>
internal readonly record struct RenewalOutcome(LeaseRenewal? Renewal, Exception? Error);
