using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>The write that enqueues a task, judged before it is sent.</summary>
internal static class TaskWrites
{
    /// <summary>A new document under an id made here: at random, or of the task's key.</summary>
    public static Write Enqueue(DatabaseRoot root, NewTask task)
    {
        TaskArguments.Check(task);

        var name = root.Document(TaskDocument.Collection, TaskIds.Of(task));
        var write = TaskDocument.Create(name, task);
        DocumentGuard.CheckSize(name, write.Update.Fields, TaskDocument.Reserve);
        return write;
    }
}
