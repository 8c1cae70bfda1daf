namespace AgentState;

/// <summary>An agent that a host keeps registered and beating. What is null is left as it is stored.</summary>
public sealed class HostedAgentOptions
{
    /// <summary>A name for people.</summary>
    public string? Name { get; set; }

    /// <summary>The version of the agent's software.</summary>
    public string? SoftwareVersion { get; set; }

    /// <summary>What the agent can do: a list of words of your own.</summary>
    public IReadOnlyList<string>? Capabilities { get; set; }

    /// <summary>Whether one instance at a time may run; null = by the agent's type, see <see cref="AgentOptions.SingleInstanceTypes"/>.</summary>
    public bool? SingleInstance { get; set; }

    /// <summary>How often it beats, 1 s to 1 hour; null = <see cref="AgentOptions.HeartbeatInterval"/>.</summary>
    public TimeSpan? HeartbeatInterval { get; set; }

    /// <summary>
    /// Whether the host stops when a later instance has taken the agent's place, or the agent was deregistered. Default true: a process that goes on does what
    /// another one does too. False = it goes on without a heartbeat; its instance tells.
    /// </summary>
    public bool StopHostWhenLost { get; set; } = true;

    /// <summary>Whether the host stops when the agent is wanted <see cref="AgentWantedState.Stopped"/>. Default false.</summary>
    /// <remarks>
    /// With false the host goes on: the agent's workers claim no task, its instance is deregistered, and both start again when the agent is
    /// wanted running (<see cref="IAgentRegistry.SetWantedStateAsync"/>). With true the whole host stops, everything else in it included,
    /// and so does each restart of it until then.
    /// </remarks>
    public bool StopHostWhenWantedStopped { get; set; }

    /// <summary>
    /// Whether the start and the end of the agent are told in the activity log, as statuses with the reasons <c>started</c> and <c>stopped</c>, in the same
    /// commit as the status, and its status follows what its workers do (without an entry for each change). Default true. False = its status is left alone.
    /// </summary>
    public bool TellStatus { get; set; } = true;

    internal AgentRegistration ToRegistration(string agentId, string type) =>
        new() { Id = agentId, Type = type, Name = Name, SoftwareVersion = SoftwareVersion, Capabilities = Capabilities };

    internal AgentInstanceOptions ToInstanceOptions() => new() { SingleInstance = SingleInstance, HeartbeatInterval = HeartbeatInterval };
}
