using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>One end of a claim on its way: the change to commit, and the count to settle when its outcome is known.</summary>
internal sealed class TaskEnd
{
    private const int MaxErrorBytes = 8 * 1024;

    private readonly TaskClaim claim;
    private readonly TaskStats stats;
    private AgentTask? ended;

    private TaskEnd(
        TaskClaim claim, TaskStats stats, DatabaseRoot root, Func<AgentTask, AgentTask> decide, Func<string, AgentTask, Write> patch)
    {
        this.claim = claim;
        this.stats = stats;
        var change = ClaimEnd.Of(root, claim, task => ended = decide(task), patch, stats.RiderFor(claim));

        // An end that an earlier call may have brought about is looked for first: committed unseen together with others, its mark would
        // speak for those as well.
        Change = stats.IsUnsettled(claim) ? change with { Known = null } : change;
    }

    public StateChange Change { get; }

    public static TaskEnd Complete(DatabaseRoot root, TaskStats stats, TaskClaim claim, StateMap? result) =>
        new(claim, stats, root, task => TaskTransitions.Complete(task, claim, result), TaskDocument.Completed);

    public static TaskEnd Fail(DatabaseRoot root, TaskStats stats, TaskClaim claim, TaskFailure failure)
    {
        var error = Utf8Text.Truncate(failure.Message, MaxErrorBytes);
        return new(claim, stats, root, task => TaskTransitions.Fail(task, claim, error), TaskDocument.Failed);
    }

    /// <summary>The commit was not answered: a later call settles what came of it.</summary>
    public void Unsettle() => stats.Unsettle(claim);

    public void Settle(ChangeResult result) => stats.Settle(claim, ended!, result.IsOurs);
}
