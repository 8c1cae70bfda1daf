using AgentState.Internal.Data;
using AgentState.Internal.Diagnostics;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Documents.Writing;
using AgentState.Internal.Tasks.Completing;
using AgentState.Internal.Tasks.Limits;
using AgentState.Internal.Tasks.Stored;
using AgentState.Internal.Tasks.Transitions;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Tasks.Claiming;

/// <summary>Commits single claims, and releases claims whose caller was cancelled.</summary>
internal sealed class ClaimWriter(
    DocumentStack stack, TaskOptions options, CompletionFactory factory, ILogger logger, Func<string, string> newClaimToken)
{
    /// <summary>Claims the task, in one commit with its slot if there is one.</summary>
    /// <remarks>
    /// Takes no cancellation token: an interrupted claim could block the task until its lease expires. The call ends after
    /// <see cref="TaskOptions.ClaimTimeout"/> at the latest.
    /// </remarks>
    /// <returns>The task; null if another process changed the task or the slot first.</returns>
    public async Task<WonClaim?> TryClaimAsync(TaskCandidate candidate, TaskSlot? slot = null)
    {
        var claim = new TaskClaim { TaskId = candidate.Task.Id, AgentId = candidate.AgentId, Token = newClaimToken(candidate.AgentId) };
        var after = TaskTransitions.Claim(candidate.Task, claim, Microseconds.Truncate(stack.Clock.Now + options.LeaseDuration));
        var name = candidate.Document.Name;
        var change = new StateChange
        {
            Name = name,
            Decide = _ => TaskPatch.Claimed(name, after),
            IsMine = snapshot => snapshot.Document is { } document && TaskFence.Holds(claim, TaskDocument.ReadLeniently(document)),
            PiggybackedWrite = slot?.PiggybackedFor(claim),
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
                $"The database did not answer the claim on task '{claim.TaskId}' within {options.ClaimTimeout}. " +
                "If the claim was made, the task can be claimed again after its lease expires.",
                mayHaveBeenApplied: true,
                error);
        }

        if (result is null)
        {
            Log.ClaimLost(logger, claim.TaskId);
            Telemetry.LostClaim(candidate.Task.Type);
            return null;
        }

        var held = result.Written is { } written
            ? TaskDocument.Written(after, written)
            : TaskDocument.ReadClaimed(result.Before.Document!, after);
        Telemetry.Claimed(candidate.Task.Type);
        var taken = slot is not null && result.Written is { } commit ? SlotDocument.Taken(slot.Name, commit) : null;
        return new WonClaim(held, claim with { Version = held.Version, Claimed = held, Slot = taken });
    }

    /// <summary>If the caller was cancelled, releases the claims without counting the attempts, and throws.</summary>
    /// <remarks>If releasing a task fails, it can be claimed again after its lease expires.</remarks>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled.</exception>
    public async Task ThrowIfGoneAsync(IEnumerable<WonClaim> claimed, CancellationToken caller)
    {
        if (caller.IsCancellationRequested)
        {
            await Task.WhenAll(claimed.Select(ReleaseAsync)).ConfigureAwait(false);
            caller.ThrowIfCancellationRequested();
        }
    }

    private async Task ReleaseAsync(WonClaim claimed)
    {
        using var deadline = new CancellationTokenSource(options.ClaimTimeout, stack.Time);
        try
        {
            await stack.Writer.WriteAsync(factory.Release(claimed.Claim).Change, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is AgentStateException or OperationCanceledException)
        {
            Log.ReleaseFailed(logger, claimed.Task.Id, error);
        }
    }
}
