using AgentState.Internal.Data;
using AgentState.Internal.Documents.Writing;
using AgentState.Internal.Tasks.Stored;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Tasks.Transitions;

/// <summary>One change of a task by the claim that holds it, and the claim after the change.</summary>
internal sealed class HeldChange
{
    private readonly TaskClaim claim;
    private AgentTask? decided;

    /// <param name="root">The database root of the tasks.</param>
    /// <param name="claim">The claim.</param>
    /// <param name="decide">The transition.</param>
    /// <param name="patch">Builds the write of the transition.</param>
    /// <param name="isMine">Whether a stored task shows this change, given also the task that the transition returned.</param>
    public HeldChange(
        DatabaseRoot root,
        TaskClaim claim,
        Func<AgentTask, AgentTask> decide,
        Func<string, AgentTask, Write> patch,
        Func<AgentTask, AgentTask, bool> isMine)
    {
        this.claim = claim;
        Change = ClaimChange.Of(
            root, claim, task => decided = decide(task), patch, found => isMine(found, decided!), needsTask: true);
    }

    public StateChange Change { get; }

    /// <summary>A write of several updates, which is applied once even if it is sent again with the same write id.</summary>
    /// <remarks>Usage is added to the stored amounts, on condition of the version that they were read from.</remarks>
    public static HeldChange Update(DatabaseRoot root, TaskClaim claim, ClaimUpdate update, string writeId) => new(
        root,
        claim,

        // A repeat that reads the task first finds its own write. Then there is nothing to write, whoever holds the task by now.
        task => task.WriteIds.Contains(writeId)
            ? task
            : TaskSizeGuard.Check(TaskTransitions.Update(task, claim, update, writeId), update.Largest),
        (name, after) => TaskPatch.Updated(name, after, update),
        (found, _) => found.WriteIds.Contains(writeId));

    /// <summary>Returns the claim with the new version of the task, so that the next write needs no read.</summary>
    public (TaskClaim Claim, AgentTask Task) Settle(ChangeResult result)
    {
        var task = result.Written is { } written
            ? TaskDocument.Written(decided!, written)
            : TaskDocument.ReadLeniently(result.Before.Document!);

        // After a lost reply the write may be found when the claim no longer holds the task. The next write must then read the task first.
        var isHeld = TaskFence.Holds(claim, task);
        return (claim with { Version = isHeld ? task.Version : null, Claimed = isHeld ? task : null }, task);
    }
}
