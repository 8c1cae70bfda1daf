using static AgentState.TaskFields;

namespace AgentState;

/// <summary>Keeps room in a task's document for its ends: what is saved along the way must not leave it without.</summary>
internal static class TaskRoom
{
    private const int Limit = ValueRules.MaxDocumentBytes - TaskDocument.Reserve;

    // A task's own small fields, and the id.
    private const int Around = 512;

    /// <summary>The task, where its content leaves the reserve free. Fields that we don't know are not counted.</summary>
    /// <param name="after">The task as it is to be stored.</param>
    /// <param name="field">What is added now.</param>
    /// <exception cref="StateLimitException">It does not.</exception>
    public static AgentTask Check(AgentTask after, string field)
    {
        var size = Around + DocumentSize.OfFields(Content(after));
        return size <= Limit
            ? after
            : throw new StateLimitException(
                $"With this {field} the task '{after.Id}' would have about {size} bytes; at most {Limit} are taken, so that there is room for its end. Keep " +
                "large content elsewhere, and store where it lies.")
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
