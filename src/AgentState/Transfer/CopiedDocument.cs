using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Writing;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Transfer;

/// <summary>A document that is written to the target, and the outcome of its write.</summary>
internal sealed class CopiedDocument(Write write) : BatchItem
{
    public override Write Write { get; } = write;

    /// <summary>The outcome; null before the write was answered.</summary>
    public WriteOutcome? Outcome { get; private set; }

    public override bool Take(WriteOutcome outcome)
    {
        Outcome = outcome;
        return true;
    }
}
