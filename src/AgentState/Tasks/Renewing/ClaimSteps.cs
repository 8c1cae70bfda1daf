using AgentState.Internal.Data;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Tasks.Stored;
using AgentState.Internal.Tasks.Transitions;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Tasks.Renewing;

/// <summary>Writes to a task while a claim holds it: renewals, progress, checkpoints and usage.</summary>
/// <remarks>Each method returns the claim with the new version of the task, so that the next write needs no read.</remarks>
internal sealed class ClaimSteps(DocumentStack stack, TaskOptions options)
{
    public async Task<RenewedLease> RenewAsync(TaskClaim claim, CancellationToken cancellationToken)
    {
        await stack.SetClockAsync(TaskDocument.Collection, cancellationToken).ConfigureAwait(false);
        var step = new HeldChange(
            stack.Documents.Root,
            claim,
            task => TaskTransitions.Renew(task, claim, Microseconds.Truncate(stack.Clock.Now + options.LeaseDuration)),
            TaskPatch.Renewed,
            (found, decided) => TaskFence.Holds(claim, found) && found.LeaseExpiresAt == decided.LeaseExpiresAt);
        var (renewed, task) = await WriteAsync(step, cancellationToken).ConfigureAwait(false);
        return new RenewedLease(renewed, task.LeaseExpiresAt!.Value, task.CancelRequestedAt);
    }

    public Task<TaskClaim> ReportProgressAsync(TaskClaim claim, StateMap progress, CancellationToken cancellationToken) => SaveAsync(
        claim,
        task => TaskSizeGuard.Check(TaskTransitions.Report(task, claim, progress), TaskFields.Progress),
        TaskPatch.Reported,
        found => found.Progress == progress,
        cancellationToken);

    public Task<TaskClaim> SaveCheckpointAsync(TaskClaim claim, StateMap checkpoint, CancellationToken cancellationToken) => SaveAsync(
        claim,
        task => TaskSizeGuard.Check(TaskTransitions.Save(task, claim, checkpoint), TaskFields.Checkpoint),
        TaskPatch.Saved,
        found => found.Checkpoint == checkpoint,
        cancellationToken);

    public Task<TaskClaim> AddUsageAsync(TaskClaim claim, TaskUsage usage, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return usage.Count == 0
            ? Task.FromResult(claim)
            : UpdateAsync(claim, ClaimUpdate.Of(usage), DocumentIds.New(), isRepeat: false, cancellationToken);
    }

    /// <summary>Writes all pending updates once, even if it is called again with the same write id.</summary>
    /// <remarks>Usage is added to the stored amounts, on condition of the version that they were read from.</remarks>
    /// <param name="claim">The claim.</param>
    /// <param name="update">The pending updates.</param>
    /// <param name="writeId">The write id: new for these updates, and the same if they are written again.</param>
    /// <param name="isRepeat">Whether an earlier call sent these updates with unknown outcome.</param>
    /// <param name="cancellationToken">Stops waiting. The updates may still be stored.</param>
    public async Task<TaskClaim> UpdateAsync(
        TaskClaim claim, ClaimUpdate update, string writeId, bool isRepeat, CancellationToken cancellationToken)
    {
        if (claim.Claimed?.WriteIds.Contains(writeId) is true)
        {
            // A renewal read the task since, and found the updates stored.
            return claim;
        }

        var step = HeldChange.Update(stack.Documents.Root, claim, update, writeId);
        return (await WriteAsync(step, cancellationToken, isRepeat).ConfigureAwait(false)).Claim;
    }

    // The last write wins, so writing the same value again is safe while the claim holds the task.
    private async Task<TaskClaim> SaveAsync(
        TaskClaim claim,
        Func<AgentTask, AgentTask> decide,
        Func<string, AgentTask, Write> patch,
        Func<AgentTask, bool> holds,
        CancellationToken cancellationToken)
    {
        var step = new HeldChange(
            stack.Documents.Root, claim, decide, patch, (found, _) => TaskFence.Holds(claim, found) && holds(found));
        return (await WriteAsync(step, cancellationToken).ConfigureAwait(false)).Claim;
    }

    private async Task<(TaskClaim Claim, AgentTask Task)> WriteAsync(
        HeldChange step, CancellationToken cancellationToken, bool isRepeat = false) =>
        step.Settle(await stack.Writer.WriteAsync(step.Change, cancellationToken, isRepeat).ConfigureAwait(false));
}
