namespace AgentState;

/// <summary>Which agents to list or watch. Each shape is served by an index of the shipped <c>firestore.indexes.json</c>, or by an automatic one.</summary>
public sealed record AgentFilter
{
    private AgentFilter()
    {
    }

    /// <summary>All agents.</summary>
    public static AgentFilter All { get; } = new();

    /// <summary>The type asked for; null = any.</summary>
    public string? Type { get; private init; }

    /// <summary>The status asked for; null = any.</summary>
    public AgentStatus? Status { get; private init; }

    /// <summary>The agents of one type.</summary>
    /// <param name="type">The type.</param>
    public static AgentFilter ByType(string type)
    {
        Arguments.CheckName(type);
        return new() { Type = type };
    }

    /// <summary>The agents of one type that have one status.</summary>
    /// <param name="type">The type.</param>
    /// <param name="status">The status; <see cref="AgentStatus.Unknown"/> is none.</param>
    public static AgentFilter ByType(string type, AgentStatus status) => ByType(type) with { Status = Known(status) };

    /// <summary>The agents that have one status.</summary>
    /// <param name="status">The status; <see cref="AgentStatus.Unknown"/> is none.</param>
    public static AgentFilter ByStatus(AgentStatus status) => new() { Status = Known(status) };

    private static AgentStatus Known(AgentStatus status)
    {
        AgentArguments.CheckKnown(status);
        return status;
    }
}
