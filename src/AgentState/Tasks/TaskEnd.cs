using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>One end of a claim on its way: the change to commit, and the count to settle when its outcome is known.</summary>
internal sealed class TaskEnd
{
    private readonly TaskClaim claim;
    private readonly TaskStats stats;
    private readonly FreedSlots freedSlots;
    private AgentTask? ended;

    public TaskEnd(
        TaskClaim claim,
        TaskStats stats,
        FreedSlots freedSlots,
        DatabaseRoot root,
        Func<AgentTask, AgentTask> decide,
        Func<string, AgentTask, Write> patch,
        bool needsTask,
        bool needsClock)
    {
        this.claim = claim;
        this.stats = stats;
        this.freedSlots = freedSlots;
        NeedsClock = needsClock;
        var change = ClaimChange.Of(root, claim, Decide, patch, IsMine, needsTask, stats.RiderFor(claim));

        // An end that an earlier call may have brought about is looked for first: committed unseen together with others, its mark would
        // speak for those as well.
        Change = stats.IsUnsettled(claim) ? change with { Known = null } : change;

        AgentTask Decide(AgentTask task) => ended = decide(task);

        // The transition itself looks for its mark, token and outcome: so what a lost reply left behind is recognised in this call and in a later one, and
        // another outcome is told. Together with changes of other documents the mark must speak for all of them.
        bool IsMine(AgentTask found) => found.LastEnded?.Token == claim.Token && ReferenceEquals(found, Decide(found));
    }

    public StateChange Change { get; }

    /// <summary>Whether the database's time must be known before the change is decided.</summary>
    public bool NeedsClock { get; }

    /// <summary>The commit was not answered: a later call settles what came of it.</summary>
    public void Unsettle() => stats.Unsettle(claim);

    public void Settle(ChangeResult result)
    {
        stats.Settle(claim, ended!, result.IsOurs);
        freedSlots.Add(claim);
    }
}
