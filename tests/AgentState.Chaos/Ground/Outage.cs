namespace AgentState.Chaos;

/// <summary>A fault of the network or the server.</summary>
internal enum Outage
{
    /// <summary>All connections are reset.</summary>
    Cut,

    /// <summary>For a while everything takes 300 ms longer in each direction.</summary>
    Delay,

    /// <summary>For a while nothing gets through, without an error; open connections stay open.</summary>
    BlackHole,

    /// <summary>Open connections are reset, and new ones are refused for a while.</summary>
    Refusal,

    /// <summary>The server is killed and loses its data, and another one starts.</summary>
    Restart,
}
