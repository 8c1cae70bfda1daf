namespace AgentState;

/// <summary>The options of one instance of an agent.</summary>
public sealed record AgentInstanceOptions
{
    /// <summary>Whether only one instance of the agent may run at a time.</summary>
    /// <remarks>
    /// If true, this instance replaces every earlier one, and stops when it finds a later one. Null = decided by the agent's type: see
    /// <see cref="AgentOptions.SingleInstanceTypes"/>.
    /// </remarks>
    public bool? SingleInstance { get; init; }

    /// <summary>The interval between heartbeats, 1 s to 1 hour; null = <see cref="AgentOptions.HeartbeatInterval"/>.</summary>
    public TimeSpan? HeartbeatInterval { get; init; }
}
