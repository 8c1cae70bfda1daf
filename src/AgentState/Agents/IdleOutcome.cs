namespace AgentState;

/// <summary>What became of an instance's wish to write that its agent is idle.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="BusyFor">If it was withheld: how long until the last busy instance is taken for dead, unless a heartbeat of it arrives.</param>
internal sealed record IdleOutcome(IdleOutcomeKind Kind, TimeSpan BusyFor = default)
{
    public static IdleOutcome Written { get; } = new(IdleOutcomeKind.Written);

    public static IdleOutcome NotRunning { get; } = new(IdleOutcomeKind.NotRunning);

    public static IdleOutcome Conflict { get; } = new(IdleOutcomeKind.Conflict);

    public static IdleOutcome Withheld(TimeSpan busyFor) => new(IdleOutcomeKind.Withheld, busyFor);
}
