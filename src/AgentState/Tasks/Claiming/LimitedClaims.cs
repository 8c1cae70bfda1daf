namespace AgentState.Internal.Tasks.Claiming;

/// <summary>The tasks of a limited type that one call claimed.</summary>
/// <param name="Tasks">The claimed tasks, in claim order.</param>
/// <param name="End">Why there are not more.</param>
internal sealed record LimitedClaims(IReadOnlyList<WonClaim> Tasks, LimitedStop End)
{
    public static LimitedClaims NoTask { get; } = new([], LimitedStop.NoTask);

    public static LimitedClaims NoSlot { get; } = new([], LimitedStop.NoSlot);
}
