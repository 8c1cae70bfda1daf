namespace AgentState;

/// <summary>The definition of an agent; a null property keeps its stored value.</summary>
public sealed record AgentRegistration
{
    /// <summary>The agent's id: a document id, without a slash and at most 1,500 bytes in UTF-8.</summary>
    public required string Id { get; init; }

    /// <summary>The kind of agent, such as <see cref="AgentTypes.GitHub"/>; any name of up to 1,499 bytes in UTF-8.</summary>
    public required string Type { get; init; }

    /// <summary>The agent's settings, which replace the stored ones; null = keep the stored ones (a new agent has none).</summary>
    /// <remarks>Leave this null if the agent's settings are changed from outside.</remarks>
    public StateMap? Config { get; init; }

    /// <summary>The display name; null = keep the stored one.</summary>
    public string? Name { get; init; }

    /// <summary>The version of the agent's software; null = keep the stored one.</summary>
    public string? SoftwareVersion { get; init; }

    /// <summary>The agent's capabilities, as words of your choice; empty = remove the stored ones, null = keep them.</summary>
    public IReadOnlyList<string>? Capabilities { get; init; }
}
