using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>What a claim writes while it holds its task. Each hands back the claim with the version that it made, so that the next write needs no read.</summary>
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
        task => TaskRoom.Check(TaskTransitions.Report(task, claim, progress), TaskFields.Progress),
        TaskPatch.Reported,
        found => found.Progress == progress,
        cancellationToken);

    public Task<TaskClaim> SaveCheckpointAsync(TaskClaim claim, StateMap checkpoint, CancellationToken cancellationToken) => SaveAsync(
        claim,
        task => TaskRoom.Check(TaskTransitions.Save(task, claim, checkpoint), TaskFields.Checkpoint),
        TaskPatch.Saved,
        found => found.Checkpoint == checkpoint,
        cancellationToken);

    public Task<TaskClaim> AddUsageAsync(TaskClaim claim, TaskUsage usage, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return usage.Count == 0
            ? Task.FromResult(claim)
            : NoteAsync(claim, ClaimNotes.Of(usage), DocumentIds.New(), isRepeat: false, cancellationToken);
    }

    /// <summary>
    /// Writes all that was noted, once, however often it is asked for with the same mark: amounts are added to what is stored on condition of its version.
    /// </summary>
    /// <param name="claim">The claim.</param>
    /// <param name="notes">What was noted.</param>
    /// <param name="mark">New for these notes; the same when they are written again.</param>
    /// <param name="isRepeat">Whether they were written before, and nobody knows whether they were stored.</param>
    /// <param name="cancellationToken">Stops waiting. They may be stored all the same.</param>
    public async Task<TaskClaim> NoteAsync(TaskClaim claim, ClaimNotes notes, string mark, bool isRepeat, CancellationToken cancellationToken)
    {
        if (claim.Claimed?.Marks.Contains(mark) is true)
        {
            // A renewal has met them since, and brought them along.
            return claim;
        }

        var (noted, _) = await WriteAsync(
            claim,
            task => TaskRoom.Check(TaskTransitions.Note(task, claim, notes, mark), notes.Largest),
            (name, after) => TaskPatch.Noted(name, after, notes),
            (found, _) => found.Marks.Contains(mark),
            cancellationToken,
            isRepeat).ConfigureAwait(false);
        return noted;
    }

    // What is saved last stands: to save the same again does no harm, as long as the claim holds the task.
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
        var task = result.Written is { } written ? TaskDocument.Written(decided!, written) : TaskDocument.ReadLeniently(result.Before.Document!);

        // What was written under a lost reply may be found when the claim holds the task no more: then its version is none to commit from.
        var isHeld = TaskFence.Holds(claim, task);
        return (claim with { Version = isHeld ? task.Version : null, Claimed = isHeld ? task : null }, task);
    }
}
