using System.Runtime.CompilerServices;

namespace AgentState;

/// <summary>Which tasks to list or count. Each shape is served by an index of the shipped <c>firestore.indexes.json</c>.</summary>
public sealed record TaskFilter
{
    private TaskFilter()
    {
    }

    /// <summary>The status asked for; null = any.</summary>
    public AgentTaskStatus? Status { get; private init; }

    /// <summary>The type asked for; null = any.</summary>
    public string? Type { get; private init; }

    /// <summary>The agent that the tasks are assigned to; null = any.</summary>
    public string? AssignedTo { get; private init; }

    /// <summary>The agent that enqueued the tasks; null = any.</summary>
    public string? CreatedBy { get; private init; }

    /// <summary>The user whom the tasks are about; null = any.</summary>
    public string? UserId { get; private init; }

    /// <summary>All tasks of one status.</summary>
    /// <param name="status">The status; <see cref="AgentTaskStatus.Unknown"/> is none.</param>
    public static TaskFilter ByStatus(AgentTaskStatus status) => new() { Status = Known(status) };

    /// <summary>The tasks of one type and status.</summary>
    /// <param name="type">The type.</param>
    /// <param name="status">The status; <see cref="AgentTaskStatus.Unknown"/> is none.</param>
    public static TaskFilter ByType(string type, AgentTaskStatus status) =>
        new() { Type = Named(type), Status = Known(status) };

    /// <summary>The tasks of one status that an agent has, or had last.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="status">The status; <see cref="AgentTaskStatus.Unknown"/> is none.</param>
    public static TaskFilter ByAssignee(string agentId, AgentTaskStatus status) =>
        new() { AssignedTo = Named(agentId), Status = Known(status) };

    /// <summary>All tasks that an agent enqueued.</summary>
    /// <param name="agentId">The agent.</param>
    public static TaskFilter ByCreator(string agentId) => new() { CreatedBy = Named(agentId) };

    /// <summary>All tasks that are about a user: those enqueued with <see cref="NewTask.UserId"/>.</summary>
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
            : throw new ArgumentOutOfRangeException(nameof(status), status, "Tasks are found by a status that this library knows.");
}
