using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>The end of a claim among others: applied, or to be looked into by itself.</summary>
internal sealed class EndItem : ExchangeItem
{
    private readonly StateChange change;

    public EndItem(TaskEnd end)
    {
        End = end;
        change = end.Change;
        Write = change.Decide(change.Known!)!.IfUnchanged(change.Known!);
    }

    public TaskEnd End { get; }

    public override Write Write { get; }

    /// <summary>Whether the shared call may have applied it.</summary>
    public bool MayBeApplied { get; private set; }

    /// <summary>
    /// Whether an end may go with others: it is decided from what its claim made of the task, and nothing else must be committed with it.
    /// </summary>
    public static bool Fits(TaskEnd end) => end.Change is { Known: not null, Rider: null };

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
