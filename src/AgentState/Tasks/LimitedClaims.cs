namespace AgentState;

/// <summary>What one call claimed of a limited type.</summary>
/// <param name="Tasks">The claimed tasks, in their order.</param>
/// <param name="End">Why they are no more.</param>
internal sealed record LimitedClaims(IReadOnlyList<ClaimedTask> Tasks, LimitedEnd End)
{
    public static LimitedClaims NoTask { get; } = new([], LimitedEnd.NoTask);

    public static LimitedClaims NoSlot { get; } = new([], LimitedEnd.NoSlot);
}
