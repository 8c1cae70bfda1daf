namespace AgentState;

/// <summary>How agents' counters, heartbeats and wanted states are kept.</summary>
public sealed class AgentOptions
{
    /// <summary>
    /// How long counters are gathered before they are stored: a process that is killed loses what it counted in this time. 100 ms to 10 minutes. Default 1 s.
    /// </summary>
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How often an instance says that it is alive: one billed write each time. It is stored with the instance, so that whoever looks knows
    /// what to expect of it. 1 s to 1 hour. Default 30 s.
    /// </summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The types of agents of which one instance at a time may run: a new one takes the place of any other. Each agent's
    /// <see cref="AgentInstanceOptions.SingleInstance"/> has precedence. Default none.
    /// </summary>
    public IList<string> SingleInstanceTypes { get; } = [];

    /// <summary>
    /// How old what is known of an agent's wanted state may be when it claims a task: no claim of an agent that is to pause or stop begins later
    /// than this after it was said. Costs one read for each agent that claims in as much time. Zero = read before every claim;
    /// <see cref="Timeout.InfiniteTimeSpan"/> = never looked at. Otherwise up to 1 hour. Default 5 s.
    /// </summary>
    public TimeSpan WantedStateMaxAge { get; set; } = TimeSpan.FromSeconds(5);
}
