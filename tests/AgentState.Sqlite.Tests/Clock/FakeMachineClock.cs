namespace AgentState.Sqlite.Tests;

/// <summary>The clocks that one process of a simulated machine reads.</summary>
internal sealed class FakeMachineClock(FakeMachine machine) : IMachineClock
{
    /// <summary>How far the wall clock is ahead of the correct time.</summary>
    public TimeSpan Skew { get; set; }

    public string BootId => machine.BootId;

    public long Uptime => machine.Uptime;

    public long WallTime => (machine.Time.GetUtcNow() + Skew - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
