namespace AgentState;

/// <summary>The options of agents: counters, heartbeats and desired states.</summary>
public sealed class AgentOptions
{
    /// <summary>How long counters are gathered before they are stored.</summary>
    /// <remarks>A process that is killed loses the counts of this time. 100 ms to 10 minutes. Default 1 s.</remarks>
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The interval between the heartbeats of an instance; each heartbeat is one billed write.</summary>
    /// <remarks>
    /// The interval is stored with the instance, so that other processes can judge the age of its heartbeats. 1 s to 1 hour. Default 30 s.
    /// </remarks>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The agent types of which only one instance may run at a time: a new instance replaces the earlier ones.</summary>
    /// <remarks><see cref="AgentInstanceOptions.SingleInstance"/> of an instance takes precedence. Default: empty.</remarks>
    public IList<string> SingleInstanceTypes { get; } = [];

    /// <summary>How long an agent's desired state is cached when it claims tasks.</summary>
    /// <remarks>
    /// An agent that was paused or stopped begins no claim later than this. Costs one read in this time for each agent that claims. Zero =
    /// read before every claim; <see cref="Timeout.InfiniteTimeSpan"/> = never read, so desired states have no effect on claims. Otherwise
    /// up to 1 hour. Default 5 s.
    /// </remarks>
    public TimeSpan DesiredStateMaxAge { get; set; } = TimeSpan.FromSeconds(5);
}
