namespace AgentState.Internal.Agents.Instances;

/// <summary>The outcome of an instance's attempt to set its agent to idle.</summary>
/// <param name="Kind">The kind of outcome.</param>
/// <param name="BusyFor">If withheld: the time until the last busy instance counts as dead if it sends no heartbeat.</param>
internal sealed record IdleOutcome(IdleOutcomeKind Kind, TimeSpan BusyFor = default)
{
    public static IdleOutcome Written { get; } = new(IdleOutcomeKind.Written);

    public static IdleOutcome NotRunning { get; } = new(IdleOutcomeKind.NotRunning);

    public static IdleOutcome Conflict { get; } = new(IdleOutcomeKind.Conflict);

    public static IdleOutcome Withheld(TimeSpan busyFor) => new(IdleOutcomeKind.Withheld, busyFor);
}
