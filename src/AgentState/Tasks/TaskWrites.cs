using System.Diagnostics;
using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>The write that enqueues a task, judged before it is sent.</summary>
internal static class TaskWrites
{
    /// <summary>Whether the database's time must be known before the write is made.</summary>
    public static bool NeedsClock(NewTask task) => task.Delay > TimeSpan.Zero;

    /// <summary>A new document under the id of the task's key, or under one made here where it has none.</summary>
    /// <param name="root">Where the tasks lie.</param>
    /// <param name="task">The task.</param>
    /// <param name="newId">Makes the id of a task without a key; null = at random.</param>
    /// <param name="now">The database's time, where it is needed; before it is known, any.</param>
    public static Write Enqueue(DatabaseRoot root, NewTask task, Func<string>? newId = null, DateTimeOffset now = default)
    {
        TaskArguments.Check(task);

        var id = task.IdempotencyKey is { } key ? TaskIds.OfKey(task.Type, key) : newId?.Invoke() ?? DocumentIds.New();
        var name = root.Document(TaskDocument.Collection, id);
        var write = TaskDocument.Create(
            name, task with { RunAt = NeedsClock(task) ? now + task.Delay : task.RunAt, TraceParent = task.TraceParent ?? CurrentTrace() });
        DocumentGuard.CheckSize(name, write.Update.Fields, TaskDocument.Reserve);
        return write;
    }

    /// <summary>The same write, with the time that the delay comes to now.</summary>
    public static Write Delayed(Write write, NewTask task, DateTimeOffset now)
    {
        var delayed = write.Clone();
        delayed.Update.Fields[TaskFields.RunAt] = Values.Of(now + task.Delay!.Value);
        return delayed;
    }

    private static string? CurrentTrace() => Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? current.Id : null;
}
