using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>The write that enqueues a task, judged before it is sent.</summary>
internal static class TaskWrites
{
    /// <summary>A new document under an id made here: at random, or of the task's key.</summary>
    public static Write Enqueue(DatabaseRoot root, NewTask task) => Enqueue(root, task, DocumentIds.New);

    /// <summary>A new document under the id of the task's key; under the one given where it has no key.</summary>
    public static Write Enqueue(DatabaseRoot root, NewTask task, Func<string> newId)
    {
        TaskArguments.Check(task);

        var id = task.IdempotencyKey is { } key ? TaskIds.OfKey(task.Type, key) : newId();
        var name = root.Document(TaskDocument.Collection, id);
        var write = TaskDocument.Create(name, task);
        DocumentGuard.CheckSize(name, write.Update.Fields, TaskDocument.Reserve);
        return write;
    }
}
