using System.Diagnostics;
using AgentState.Internal.Data;
using AgentState.Internal.Data.Checks;
using AgentState.Internal.Documents;
using AgentState.Internal.Tasks.Partitions;
using AgentState.Internal.Tasks.Stored;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Tasks.Enqueueing;

/// <summary>Validates a new task and builds the write that enqueues it.</summary>
internal static class TaskWrites
{
    /// <summary>Whether the write needs the database's time.</summary>
    public static bool NeedsClock(NewTask task) => task.Delay > TimeSpan.Zero;

    /// <summary>Builds the create of a task; its id is derived from the idempotency key if there is one.</summary>
    /// <param name="root">The database root of the tasks.</param>
    /// <param name="task">The task.</param>
    /// <param name="partitions">Decides whether a partition is stored.</param>
    /// <param name="newId">Creates the id of a task without a key; null = a random id.</param>
    /// <param name="now">The database's time; needed only for a task with a delay.</param>
    public static Write Enqueue(
        DatabaseRoot root, NewTask task, IPartitionStrategy partitions, Func<string>? newId = null, DateTimeOffset now = default)
    {
        TaskArguments.Check(task);

        var id = task.IdempotencyKey is { } key ? TaskIds.OfKey(task.Type, key) : newId?.Invoke() ?? DocumentIds.New();
        var name = root.Document(TaskDocument.Collection, id);
        var write = TaskDocument.Create(
            name,
            task with { RunAt = NeedsClock(task) ? now + task.Delay : task.RunAt, TraceParent = task.TraceParent ?? CurrentTrace() },
            partitions.PartitionOf(id));
        DocumentGuard.CheckSize(name, write.Update.Fields, TaskLimits.Reserve);
        return write;
    }

    /// <summary>Returns a copy of the write whose run time is the delay after the given time.</summary>
    public static Write Delayed(Write write, NewTask task, DateTimeOffset now)
    {
        var delayed = write.Clone();
        delayed.Update.Fields[TaskFields.RunAt] = Values.Of(now + task.Delay!.Value);
        return delayed;
    }

    private static string? CurrentTrace() => Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? current.Id : null;
}
