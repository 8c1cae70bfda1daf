namespace AgentState;

/// <summary>An agent as it was stored at one moment (<see cref="Version"/>).</summary>
public sealed record Agent
{
    /// <summary>The agent's id: its document's, in the collection <c>agents</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What kind of agent it is, such as <see cref="AgentTypes.GitHub"/>; null where only a status was ever written.</summary>
    public string? Type { get; init; }

    /// <summary>What it does, as it said last.</summary>
    public AgentStatus Status { get; init; }

    /// <summary>When it set its status last, by the database's time; null where it never did.</summary>
    public DateTimeOffset? LastRun { get; init; }

    /// <summary>Its settings; empty where the document has none.</summary>
    public StateMap Config { get; init; } = StateMap.Empty;

    /// <summary>What it has done so far; zeros where the document has none.</summary>
    public AgentStats Stats { get; init; } = AgentStats.None;

    /// <summary>A name for people; null where none was registered.</summary>
    public string? Name { get; init; }

    /// <summary>The version of the agent's software, as it was registered; null where none was.</summary>
    public string? SoftwareVersion { get; init; }

    /// <summary>What the agent can do, as it was registered; empty where nothing was.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>What it is wanted to do; null where nobody has said, which is as good as running.</summary>
    public AgentWantedState? Wanted { get; init; }

    /// <summary>How many instances of it have been started so far: the last one's number. 0 where none was.</summary>
    public long Epoch { get; init; }

    /// <summary>The version of the document that this was read from.</summary>
    public StateVersion Version { get; init; }
}
