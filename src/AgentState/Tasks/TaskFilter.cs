using System.Runtime.CompilerServices;
using AgentState.Internal.Data.Checks;

namespace AgentState;

/// <summary>Selects the tasks to list or count.</summary>
/// <remarks>Each filter uses an index of the shipped <c>firestore.indexes.json</c>, or an automatic one.</remarks>
public sealed record TaskFilter
{
    private TaskFilter()
    {
    }

    /// <summary>The status; null = any.</summary>
    public AgentTaskStatus? Status { get; private init; }

    /// <summary>The task type; null = any.</summary>
    public string? Type { get; private init; }

    /// <summary>The agent that the tasks are assigned to; null = any.</summary>
    public string? AssignedTo { get; private init; }

    /// <summary>The agent that enqueued the tasks; null = any.</summary>
    public string? CreatedBy { get; private init; }

    /// <summary>The user that the tasks are about; null = any.</summary>
    public string? UserId { get; private init; }

    /// <summary>Selects all tasks. They are listed in the order of their ids, and need no composite index.</summary>
    public static TaskFilter All { get; } = new();

    /// <summary>Selects all tasks with a status.</summary>
    /// <param name="status">The status; <see cref="AgentTaskStatus.Unknown"/> is not valid.</param>
    public static TaskFilter ByStatus(AgentTaskStatus status) => new() { Status = Known(status) };

    /// <summary>Selects the tasks with a type and a status.</summary>
    /// <param name="type">The task type.</param>
    /// <param name="status">The status; <see cref="AgentTaskStatus.Unknown"/> is not valid.</param>
    public static TaskFilter ByType(string type, AgentTaskStatus status) =>
        new() { Type = Named(type), Status = Known(status) };

    /// <summary>Selects the tasks with a status that are or were last assigned to an agent.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="status">The status; <see cref="AgentTaskStatus.Unknown"/> is not valid.</param>
    public static TaskFilter ByAssignee(string agentId, AgentTaskStatus status) =>
        new() { AssignedTo = Named(agentId), Status = Known(status) };

    /// <summary>Selects all tasks that an agent enqueued.</summary>
    /// <param name="agentId">The agent.</param>
    public static TaskFilter ByCreator(string agentId) => new() { CreatedBy = Named(agentId) };

    /// <summary>Selects all tasks about a user: those that were enqueued with this <see cref="NewTask.UserId"/>.</summary>
    /// <param name="userId">The user.</param>
    public static TaskFilter ByUser(string userId) => new() { UserId = Named(userId) };

    private static string Named(string name, [CallerArgumentExpression(nameof(name))] string argument = "")
    {
        Arguments.CheckName(name, argument);
        return name;
    }

    private static AgentTaskStatus Known(AgentTaskStatus status) =>
        status is not AgentTaskStatus.Unknown && Enum.IsDefined(status)
            ? status
            : throw new ArgumentOutOfRangeException(nameof(status), status, "Filter by a defined status other than Unknown.");
}
