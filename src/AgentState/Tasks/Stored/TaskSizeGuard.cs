using AgentState.Internal.Data;
using AgentState.Internal.Data.Checks;
using static AgentState.Internal.Tasks.TaskFields;

namespace AgentState.Internal.Tasks.Stored;

/// <summary>Limits the content of a task so that its document keeps room for the completion.</summary>
internal static class TaskSizeGuard
{
    private const int Limit = ValueRules.MaxDocumentBytes - TaskLimits.Reserve;

    // An estimate for the id and the small fields of a task.
    private const int Around = 512;

    /// <summary>Returns the task if its content leaves <see cref="TaskLimits.Reserve"/> free.</summary>
    /// <remarks>Unknown fields are not counted.</remarks>
    /// <param name="after">The task to store.</param>
    /// <param name="field">The field that is added now.</param>
    /// <exception cref="StateLimitException">The content is too large.</exception>
    public static AgentTask Check(AgentTask after, string field)
    {
        var size = Around + DocumentSize.OfFields(Content(after));
        return size <= Limit
            ? after
            : throw new StateLimitException(
                $"With this {field}, task '{after.Id}' would have about {size} bytes; the limit is {Limit} bytes, " +
                "which keeps room for its completion. Store large content elsewhere and a reference to it in the task.")
            {
                Path = field,
                Size = size,
                Limit = Limit,
            };
    }

    private static IEnumerable<KeyValuePair<string, Value>> Content(AgentTask task) =>
    [
        new(TaskFields.Type, Values.Of(task.Type)),
        new(CreatedBy, Values.Of(task.CreatedBy)),
        new(Payload, Values.Of(task.Payload)),
        new(Result, Values.Of(task.Result)),
        new(Progress, Values.Of(task.Progress)),
        new(Checkpoint, Values.Of(task.Checkpoint)),
        new(Reply, Values.Of(task.Reply)),
        new(Usage, TaskValues.Of(task.Usage)),
        new(ParentId, Values.Of(task.ParentId)),
        new(UserId, Values.Of(task.UserId)),
        new(IdempotencyKey, Values.Of(task.IdempotencyKey)),
    ];
}
