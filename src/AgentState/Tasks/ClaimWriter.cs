using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>Commits a claim by itself, and gives back claims whose caller has gone.</summary>
internal sealed class ClaimWriter(
    DocumentStack stack, TaskOptions options, TaskEnds ends, ILogger logger, Func<string, string> newClaimToken)
{
    /// <summary>
    /// Claims the task, in one commit with the slot where there is one. The caller's token does not reach here: a claim half made would
    /// strand the task for a lease. It ends by
    /// <see cref="TaskOptions.ClaimTimeout"/>.
    /// </summary>
    /// <returns>The task; null where another claim was faster, of the task or of the slot.</returns>
    public async Task<ClaimedTask?> TryClaimAsync(TaskCandidate candidate, TaskSlot? slot = null)
    {
        var claim = new TaskClaim { TaskId = candidate.Task.Id, AgentId = candidate.AgentId, Token = newClaimToken(candidate.AgentId) };
        var after = TaskTransitions.Claim(candidate.Task, claim, Microseconds.Truncate(stack.Clock.Now + options.LeaseDuration));
        var name = candidate.Document.Name;
        var change = new StateChange
        {
            Name = name,
            Decide = _ => TaskPatch.Claimed(name, after),
            IsMine = snapshot => snapshot.Document is { } document && TaskFence.Holds(claim, TaskDocument.ReadLeniently(document)),
            Rider = slot?.RiderFor(claim),
        };
        using var deadline = new CancellationTokenSource(options.ClaimTimeout, stack.Time);
        ChangeResult? result;
        try
        {
            var known = new DocumentSnapshot(name, candidate.Document);
            result = await stack.Writer.TryWriteAsync(change, known, deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (deadline.IsCancellationRequested)
        {
            throw new StateUnavailableException(
                $"The claim on task '{claim.TaskId}' was not answered within {options.ClaimTimeout}. " +
                "If it was made, the task comes back when its lease runs out.",
                mayHaveBeenApplied: true,
                error);
        }

        if (result is null)
        {
            Log.ClaimLost(logger, claim.TaskId);
            Telemetry.LostClaim(candidate.Task.Type);
            return null;
        }

        var held = result.Written is { } written ? TaskDocument.Written(after, written) : TaskDocument.ReadClaimed(result.Before.Document!, after);
        Telemetry.Claimed(candidate.Task.Type);
        var taken = slot is not null && result.Written is { } commit ? SlotDocument.Taken(slot.Name, commit) : null;
        return new ClaimedTask(held, claim with { Version = held.Version, Claimed = held, Slot = taken });
    }

    /// <summary>
    /// If the caller has gone, gives the claims back, uncounted, and throws. A task that cannot be given back becomes claimable when its
    /// lease runs out.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller has gone.</exception>
    public async Task ThrowIfGoneAsync(IEnumerable<ClaimedTask> claimed, CancellationToken caller)
    {
        if (caller.IsCancellationRequested)
        {
            await Task.WhenAll(claimed.Select(GiveBackAsync)).ConfigureAwait(false);
            caller.ThrowIfCancellationRequested();
        }
    }

    private async Task GiveBackAsync(ClaimedTask claimed)
    {
        using var deadline = new CancellationTokenSource(options.ClaimTimeout, stack.Time);
        try
        {
            await stack.Writer.WriteAsync(ends.Release(claimed.Claim).Change, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is AgentStateException or OperationCanceledException)
        {
            Log.ReleaseFailed(logger, claimed.Task.Id, error);
        }
    }
}
