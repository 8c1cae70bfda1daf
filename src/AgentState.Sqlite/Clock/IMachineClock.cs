namespace AgentState.Internal.Sqlite.Clock;

/// <summary>The clocks of the machine.</summary>
internal interface IMachineClock
{
    /// <summary>Identifies the time since the machine started; it changes with each start.</summary>
    string BootId { get; }

    /// <summary>Microseconds since the machine started, the same in all its processes; independent of the wall clock.</summary>
    long Uptime { get; }

    /// <summary>The wall clock in microseconds since 1970.</summary>
    long WallTime { get; }
}
