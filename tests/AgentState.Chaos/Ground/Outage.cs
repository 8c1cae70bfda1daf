namespace AgentState.Chaos;

/// <summary>What befalls the network, or the server.</summary>
internal enum Outage
{
    /// <summary>All connections are reset.</summary>
    Cut,

    /// <summary>Everything takes 300 ms longer, each way, for a while.</summary>
    Delay,

    /// <summary>Nothing comes through any more, and nobody is told, for a while; what was connected by then stays so.</summary>
    BlackHole,

    /// <summary>Connections are refused for a while, after those that were open were reset.</summary>
    Refusal,

    /// <summary>The server is killed, with its data, and another one starts.</summary>
    Restart,
}
