using AgentState.Internal.Data;
using AgentState.Internal.Data.Checks;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Tasks;
using AgentState.Internal.Tasks.Stored;

namespace AgentState.Internal.Testing;

/// <summary>The task of a test, before its attempt.</summary>
internal static class TestedTask
{
    private const string Name = "test";

    /// <summary>Returns a task with a payload and no attempts.</summary>
    public static AgentTask Of(StateMap payload) => new() { Id = Name, Type = Name, CreatedBy = Name, Payload = payload };

    /// <exception cref="ArgumentException">A field of the task is not valid.</exception>
    public static void Check(AgentTask task)
    {
        Arguments.CheckId(task.Id);
        TaskArguments.Check(NewOf(task));
        if (task.Attempt < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(task), task.Attempt, "Attempt must be at least 0.");
        }
    }

    /// <summary>Stores the task as pending.</summary>
    public static async Task StoreAsync(DocumentStack stack, string name, AgentTask task, CancellationToken cancellationToken)
    {
        var write = TaskDocument.Create(name, NewOf(task));
        var fields = write.Update.Fields;
        fields[TaskFields.Attempt] = Values.Of(task.Attempt);
        fields[TaskFields.Usage] = TaskValues.Of(task.Usage);
        fields[TaskFields.Errors] = TaskValues.Of(task.Errors);
        Add(TaskFields.Progress, task.Progress);
        Add(TaskFields.Checkpoint, task.Checkpoint);
        Add(TaskFields.Reply, task.Reply);

        await stack.Documents.CommitAsync([write], cancellationToken).ConfigureAwait(false);

        void Add(string field, StateMap? content)
        {
            if (content is not null)
            {
                fields[field] = Values.Of(content);
            }
        }
    }

    private static NewTask NewOf(AgentTask task) => new()
    {
        Type = task.Type,
        Payload = task.Payload,
        CreatedBy = task.CreatedBy ?? Name,
        UserId = task.UserId,
        Priority = task.Priority,
        MaxAttempts = task.MaxAttempts,
        ParentId = task.ParentId,
        TraceParent = task.TraceParent,
        IdempotencyKey = task.IdempotencyKey,
    };
}
