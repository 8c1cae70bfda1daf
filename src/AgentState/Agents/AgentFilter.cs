using AgentState.Internal.Agents;
using AgentState.Internal.Data.Checks;

namespace AgentState;

/// <summary>The agents to list or watch.</summary>
/// <remarks>Each filter uses an index of the shipped <c>firestore.indexes.json</c>, or an automatic one.</remarks>
public sealed record AgentFilter
{
    private AgentFilter()
    {
    }

    /// <summary>All agents.</summary>
    public static AgentFilter All { get; } = new();

    /// <summary>The required type; null = any.</summary>
    public string? Type { get; private init; }

    /// <summary>The required status; null = any.</summary>
    public AgentStatus? Status { get; private init; }

    /// <summary>Filters for the agents of one type.</summary>
    /// <param name="type">The type.</param>
    public static AgentFilter ByType(string type)
    {
        Arguments.CheckName(type);
        return new() { Type = type };
    }

    /// <summary>Filters for the agents of one type that have one status.</summary>
    /// <param name="type">The type.</param>
    /// <param name="status">The status; <see cref="AgentStatus.Unknown"/> is not valid.</param>
    public static AgentFilter ByType(string type, AgentStatus status) => ByType(type) with { Status = Known(status) };

    /// <summary>Filters for the agents that have one status.</summary>
    /// <param name="status">The status; <see cref="AgentStatus.Unknown"/> is not valid.</param>
    public static AgentFilter ByStatus(AgentStatus status) => new() { Status = Known(status) };

    private static AgentStatus Known(AgentStatus status)
    {
        AgentArguments.CheckKnown(status);
        return status;
    }
}
