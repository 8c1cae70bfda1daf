namespace AgentState;

/// <summary>How agents' counters are kept.</summary>
public sealed class AgentOptions
{
    /// <summary>
    /// How long counters are gathered before they are stored: a process that is killed loses what it counted in this time. 100 ms to 10 minutes. Default 1 s.
    /// </summary>
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromSeconds(1);
}
