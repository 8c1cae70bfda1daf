namespace AgentState;

/// <summary>The definition of an agent. What is null is left as it is stored.</summary>
public sealed record AgentRegistration
{
    /// <summary>The agent's id; it becomes a document's, so it has no slash and at most 1,500 bytes in UTF-8.</summary>
    public required string Id { get; init; }

    /// <summary>What kind of agent it is, such as <see cref="AgentTypes.GitHub"/>; any name of up to 1,499 bytes in UTF-8.</summary>
    public required string Type { get; init; }

    /// <summary>
    /// Its settings; they replace what is stored, so an agent whose settings are changed from outside leaves them out. Null = left as they
    /// are, empty for a new agent.
    /// </summary>
    public StateMap? Config { get; init; }

    /// <summary>A name for people.</summary>
    public string? Name { get; init; }

    /// <summary>The version of the agent's software.</summary>
    public string? SoftwareVersion { get; init; }

    /// <summary>What the agent can do: a list of words of your own. An empty list takes away what is stored.</summary>
    public IReadOnlyList<string>? Capabilities { get; init; }
}
