using AgentState.Internal.Data;
using AgentState.Internal.Documents.Writing;
using AgentState.Internal.Tasks.Limits;
using AgentState.Internal.Tasks.Transitions;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Tasks.Completing;

/// <summary>One completion of a claim: the change to commit, and the counter to update when its outcome is known.</summary>
internal sealed class ClaimCompletion
{
    private readonly TaskClaim claim;
    private readonly TaskStats stats;
    private readonly FreedSlots freedSlots;
    private AgentTask? ended;

    public ClaimCompletion(
        TaskClaim claim,
        TaskStats stats,
        FreedSlots freedSlots,
        DatabaseRoot root,
        Func<AgentTask, AgentTask> decide,
        Func<string, AgentTask, Write> patch,
        bool needsTask)
    {
        this.claim = claim;
        this.stats = stats;
        this.freedSlots = freedSlots;
        var change = ClaimChange.Of(root, claim, Decide, patch, IsMine, needsTask, stats.PiggybackedFor(claim));

        // If an earlier call may have completed the task, the task is read first. Otherwise a batch commit could be taken for applied,
        // because it contains this completion.
        Change = stats.IsUnsettled(claim) ? change with { Known = null } : change;

        AgentTask Decide(AgentTask task) => ended = decide(task);

        // The transition checks the token and outcome of the last completion. So this call and later ones recognise a completion whose
        // reply was lost, and a different outcome throws. In a commit with other documents, this check decides for all of them.
        bool IsMine(AgentTask found) => found.LastEnded?.Token == claim.Token && ReferenceEquals(found, Decide(found));
    }

    public StateChange Change { get; }

    /// <summary>Whether the database's time must be known before the change is decided.</summary>
    public required bool NeedsClock { get; init; }

    /// <summary>Records that the outcome is unknown, so that a later call settles it.</summary>
    public void Unsettle() => stats.Unsettle(claim);

    public void Settle(ChangeResult result)
    {
        stats.Settle(claim, ended!, result.IsOurs);
        freedSlots.Add(claim);
    }
}
