namespace AgentState;

/// <summary>Options of an agent that a host registers and sends heartbeats for.</summary>
/// <remarks>If <see cref="Name"/>, <see cref="SoftwareVersion"/> or <see cref="Capabilities"/> is null, its stored value is kept.</remarks>
public sealed class HostedAgentOptions
{
    /// <summary>The display name.</summary>
    public string? Name { get; set; }

    /// <summary>The version of the agent's software.</summary>
    public string? SoftwareVersion { get; set; }

    /// <summary>The agent's capabilities, in terms that you choose.</summary>
    public IReadOnlyList<string>? Capabilities { get; set; }

    /// <summary>Whether only one instance may run at a time; null = decided by <see cref="AgentOptions.SingleInstanceTypes"/>.</summary>
    public bool? SingleInstance { get; set; }

    /// <summary>The interval between heartbeats, 1 s to 1 hour; null = <see cref="AgentOptions.HeartbeatInterval"/>.</summary>
    public TimeSpan? HeartbeatInterval { get; set; }

    /// <summary>
    /// Whether the host stops when a later instance has replaced the agent's instance, or the agent was deregistered. Default true.
    /// </summary>
    /// <remarks>
    /// With false the host continues without heartbeats, and can duplicate the work of the other process. <see cref="AgentInstance.Loss"/>
    /// returns the reason.
    /// </remarks>
    public bool StopHostWhenLost { get; set; } = true;

    /// <summary>Whether the host stops when the agent's desired state is <see cref="AgentDesiredState.Stopped"/>. Default false.</summary>
    /// <remarks>
    /// With false the host continues: the agent's workers claim no tasks and its instance is deregistered. Both start again when the
    /// desired state is running (<see cref="IAgentRegistry.SetDesiredStateAsync"/>). With true the whole host stops, and stops again after
    /// each restart until then.
    /// </remarks>
    public bool StopHostWhenStopped { get; set; }

    /// <summary>Whether the host writes the agent's status, and its start and stop to the activity log. Default true.</summary>
    /// <remarks>
    /// The start and the stop are statuses with the reasons <c>started</c> and <c>stopped</c>, written in the same commit as the status.
    /// Between them the status follows the work of the workers, without an activity entry for each change. With false the host does not
    /// change the status.
    /// </remarks>
    public bool ReportStatus { get; set; } = true;

    internal AgentRegistration ToRegistration(string agentId, string type) =>
        new() { Id = agentId, Type = type, Name = Name, SoftwareVersion = SoftwareVersion, Capabilities = Capabilities };

    internal AgentInstanceOptions ToInstanceOptions() => new() { SingleInstance = SingleInstance, HeartbeatInterval = HeartbeatInterval };
}
