using AgentState.Internal.Data;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Tasks.Enqueueing;

/// <summary>One document of a list of tasks to enqueue, and its outcome so far.</summary>
internal sealed class EnqueueItem(Write create)
{
    public Write Create { get; } = create;

    public string Name => Create.Update.Name;

    public bool IsKeyed { get; } = TaskCreation.IsKeyed(create);

    /// <summary>The outcome; null until it is known.</summary>
    public EnqueueOutcome? Outcome { get; private set; }

    public void Created() => Outcome = new EnqueueOutcome { TaskId = TaskId, IsCreated = true };

    public void Failed(Exception error) => Outcome = new EnqueueOutcome { TaskId = TaskId, Error = error };

    /// <summary>Records that the document existed already: the same task, or an idempotency mismatch.</summary>
    public void Found(Document stored)
    {
        if (TaskCreation.IsSame(stored, Create.Update))
        {
            Outcome = new EnqueueOutcome { TaskId = TaskId };
        }
        else
        {
            Mismatches();
        }
    }

    public void Mismatches() => Failed(new IdempotencyMismatchException(TaskId));

    private string TaskId => DatabaseRoot.IdOf(Name);
}
