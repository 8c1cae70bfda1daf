namespace AgentState;

/// <summary>What a watch of the fleet tells.</summary>
public sealed record FleetWatchOptions
{
    /// <summary>
    /// Whether each heartbeat is told, as a change of <see cref="AgentLiveness.LastHeartbeat"/>: for a display of their age. Otherwise a heartbeat is told only
    /// where it changes a grade. It costs nothing more: heartbeats are billed to the watch either way. Default false.
    /// </summary>
    public bool Heartbeats { get; init; }
}
