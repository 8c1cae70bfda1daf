using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Documents.Writing;

/// <summary>One write of a batch, and the handling of its outcome.</summary>
internal abstract class BatchItem
{
    /// <summary>The write, including its precondition.</summary>
    public abstract Write Write { get; }

    /// <summary>Handles the outcome of the batch for this item.</summary>
    /// <returns>False if the outcome does not settle the item, so that the caller must settle it on its own.</returns>
    public abstract bool Take(WriteOutcome outcome);

    /// <summary>Handles that the call was cancelled, so that its outcome is unknown.</summary>
    public virtual void Abandon()
    {
    }
}
