namespace AgentState;

/// <summary>The options of a watch of the fleet.</summary>
public sealed record FleetWatchOptions
{
    /// <summary>Whether to report each heartbeat as a change of <see cref="AgentLiveness.LastHeartbeat"/>; default false.</summary>
    /// <remarks>
    /// Use it to display the age of heartbeats. If false, a heartbeat is reported only if it changes a grade or the instance with the
    /// newest heartbeat. It costs nothing more: the watch is billed for heartbeats in both cases.
    /// </remarks>
    public bool Heartbeats { get; init; }
}
