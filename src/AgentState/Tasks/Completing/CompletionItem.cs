using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Writing;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Tasks.Completing;

/// <summary>One completion in a batch: applied, or still to be settled on its own.</summary>
internal sealed class CompletionItem : BatchItem
{
    private readonly StateChange change;

    public CompletionItem(ClaimCompletion end)
    {
        End = end;
        change = end.Change;
        Write = change.Decide(change.Known!)!.IfUnchanged(change.Known!);
    }

    public ClaimCompletion End { get; }

    public override Write Write { get; }

    /// <summary>Whether the batch may have applied the completion although its outcome is unknown.</summary>
    public bool MayBeApplied { get; private set; }

    /// <summary>Whether a completion can be sent in a batch.</summary>
    /// <remarks>It can if its claim carries the version of the task, and no other document must change in the same commit.</remarks>
    public static bool Fits(ClaimCompletion end) => end.Change is { Known: not null, PiggybackedWrite: null };

    public override void Abandon() => End.Unsettle();

    public override bool Take(WriteOutcome outcome)
    {
        if (outcome.Kind is OutcomeKind.Applied)
        {
            End.Settle(new ChangeResult(change.Known!, outcome.Result, IsOurs: true));
            return true;
        }

        MayBeApplied = outcome.Kind is OutcomeKind.Unknown || outcome.Error is StateUnavailableException { MayHaveBeenApplied: true };
        return false;
    }
}
