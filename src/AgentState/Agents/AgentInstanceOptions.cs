namespace AgentState;

/// <summary>How one instance of an agent lives.</summary>
public sealed record AgentInstanceOptions
{
    /// <summary>
    /// Whether one instance at a time may run: this one takes the place of any other, and stops when it finds a later one. Null = by the agent's type, see
    /// <see cref="AgentOptions.SingleInstanceTypes"/>.
    /// </summary>
    public bool? SingleInstance { get; init; }

    /// <summary>How often it beats, 1 s to 1 hour; null = <see cref="AgentOptions.HeartbeatInterval"/>.</summary>
    public TimeSpan? HeartbeatInterval { get; init; }
}
