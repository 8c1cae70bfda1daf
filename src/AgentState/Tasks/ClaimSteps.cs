using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>Writes to a task while a claim holds it: renewals, progress, checkpoints and usage.</summary>
/// <remarks>Each method returns the claim with the new version of the task, so that the next write needs no read.</remarks>
internal sealed class ClaimSteps(DocumentStack stack, TaskOptions options)
{
    public async Task<LeaseRenewal> RenewAsync(TaskClaim claim, CancellationToken cancellationToken)
    {
        await stack.SetClockAsync(TaskDocument.Collection, cancellationToken).ConfigureAwait(false);
        var (renewed, task) = await WriteAsync(
            claim,
            task => TaskTransitions.Renew(task, claim, Microseconds.Truncate(stack.Clock.Now + options.LeaseDuration)),
            TaskPatch.Renewed,
            (found, decided) => TaskFence.Holds(claim, found) && found.LeaseExpiresAt == decided.LeaseExpiresAt,
            cancellationToken).ConfigureAwait(false);
        return new LeaseRenewal(renewed, task.LeaseExpiresAt!.Value, task.CancelRequestedAt);
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

        var (noted, _) = await WriteAsync(
            claim,
            task => TaskSizeGuard.Check(TaskTransitions.Update(task, claim, update, writeId), update.Largest),
            (name, after) => TaskPatch.Noted(name, after, update),
            (found, _) => found.WriteIds.Contains(writeId),
            cancellationToken,
            isRepeat).ConfigureAwait(false);
        return noted;
    }

    // The last write wins, so writing the same value again is safe while the claim holds the task.
    private async Task<TaskClaim> SaveAsync(
        TaskClaim claim,
        Func<AgentTask, AgentTask> decide,
        Func<string, AgentTask, Write> patch,
        Func<AgentTask, bool> holds,
        CancellationToken cancellationToken)
    {
        var (saved, _) = await WriteAsync(
            claim, decide, patch, (found, _) => TaskFence.Holds(claim, found) && holds(found), cancellationToken).ConfigureAwait(false);
        return saved;
    }

    private async Task<(TaskClaim Claim, AgentTask Task)> WriteAsync(
        TaskClaim claim,
        Func<AgentTask, AgentTask> decide,
        Func<string, AgentTask, Write> patch,
        Func<AgentTask, AgentTask, bool> isMine,
        CancellationToken cancellationToken,
        bool isRepeat = false)
    {
        AgentTask? decided = null;
        var change = ClaimChange.Of(
            stack.Documents.Root, claim, task => decided = decide(task), patch, found => isMine(found, decided!), needsTask: true);
        var result = await stack.Writer.WriteAsync(change, cancellationToken, isRepeat).ConfigureAwait(false);
        var task = result.Written is { } written
            ? TaskDocument.Written(decided!, written)
            : TaskDocument.ReadLeniently(result.Before.Document!);

        // After a lost reply the write may be found when the claim no longer holds the task. The next write must then read the task first.
        var isHeld = TaskFence.Holds(claim, task);
        return (claim with { Version = isHeld ? task.Version : null, Claimed = isHeld ? task : null }, task);
    }
}
