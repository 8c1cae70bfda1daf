using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>One document of a list that is enqueued, and what has become of it so far.</summary>
internal sealed class EnqueueItem(Write create)
{
    public Write Create { get; } = create;

    public string Name => Create.Update.Name;

    public bool IsKeyed { get; } = TaskCreation.IsKeyed(create);

    /// <summary>Null until it is known.</summary>
    public EnqueueOutcome? Outcome { get; private set; }

    public void Created() => Outcome = new EnqueueOutcome(TaskId, IsCreated: true);

    public void Failed(Exception error) => Outcome = new EnqueueOutcome(TaskId, IsCreated: false, error);

    /// <summary>There is a document of its name, and it is not this item's doing.</summary>
    public void Found(Document stored)
    {
        if (TaskCreation.IsSame(stored, Create.Update))
        {
            Outcome = new EnqueueOutcome(TaskId, IsCreated: false);
        }
        else
        {
            Mismatches();
        }
    }

    public void Mismatches() => Failed(new IdempotencyMismatchException(TaskId));

    private string TaskId => DatabaseRoot.IdOf(Name);
}
