using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// Claims one task: candidates by query, in their order, each won or lost by a commit conditional on the version that the query saw.
/// A lost race costs no read: the next candidate of the same answer is tried. Where races are lost the answers grow, and shrink again.
/// A task of a limited type is claimed together with a free slot, in one commit.
/// </summary>
internal sealed class TaskClaimer(DocumentStack stack, TaskOptions options, TaskEnds ends, ILogger logger, Func<string, string> newClaimToken)
{
    private const int LargestWindow = 32;

    private readonly IDocumentStore documents = stack.Documents;
    private readonly TaskSlots slots = new(stack.Documents);
    private readonly TaskStops stops = new(stack, options);
    private int window = 1;

    public async Task<ClaimedTask?> ClaimAsync(ClaimableType type, string agentId, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (claimed, end) = await ScanAsync(type, agentId, cancellationToken).ConfigureAwait(false);
            if (end is not ScanEnd.Lost)
            {
                return claimed;
            }
        }
    }

    // Nothing claimed and nothing lost means that at the last query's read time there was nothing to claim.
    private async Task<(ClaimedTask? Claimed, ScanEnd End)> ScanAsync(ClaimableType type, string agentId, CancellationToken cancellationToken)
    {
        Document? last = null;
        while (true)
        {
            // Of a limited type each claim needs a slot of its own: the candidates behind the first are of no use.
            var limit = type.State.Limit is null ? Volatile.Read(ref window) : 1;
            var query = TaskQueries.Claimable(type.Type, new ClaimLook(limit, last));
            var result = await documents.QueryAsync(documents.Root.Parent, query, cancellationToken).ConfigureAwait(false);

            var (claimed, end) = await TryEachAsync(result.Documents, type, agentId, cancellationToken).ConfigureAwait(false);
            if (claimed is not null || end is not ScanEnd.Nothing || result.Documents.Count < limit)
            {
                return (claimed, end);
            }

            // A window full of documents that cannot be read hides what stands behind it.
            last = result.Documents[^1];
        }
    }

    private async Task<(ClaimedTask? Claimed, ScanEnd End)> TryEachAsync(
        IReadOnlyList<Document> candidates, ClaimableType type, string agentId, CancellationToken cancellationToken)
    {
        var lost = false;
        foreach (var candidate in candidates)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryRead(candidate) is not { } task)
            {
                continue;
            }

            if (TaskTransitions.Stopped(task) is not null)
            {
                lost |= !await stops.TryStopAsync(candidate, task, cancellationToken).ConfigureAwait(false);
                continue;
            }

            if (await slots.FindFreeAsync(type, cancellationToken).ConfigureAwait(false) is not { } slot)
            {
                return (null, ScanEnd.AtLimit);
            }

            if (await TryClaimAsync(candidate, task, agentId, slot, cancellationToken).ConfigureAwait(false) is { } claimed)
            {
                Adapt(lost);
                Telemetry.Claimed(type.Type);
                return (claimed, ScanEnd.Nothing);
            }

            Log.ClaimLost(logger, task.Id);
            Telemetry.LostClaim(type.Type);
            lost = true;
        }

        Adapt(lost);
        return (null, lost ? ScanEnd.Lost : ScanEnd.Nothing);
    }

    private async Task<ClaimedTask?> TryClaimAsync(
        Document candidate, AgentTask task, string agentId, TaskSlot slot, CancellationToken cancellationToken)
    {
        var claim = new TaskClaim { TaskId = task.Id, AgentId = agentId, Token = newClaimToken(agentId) };
        var after = TaskTransitions.Claim(task, claim, Microseconds.Truncate(stack.Clock.Now + options.LeaseDuration));

        // From here on the caller's token stops nothing: a claim half made would strand the task for a lease.
        using var deadline = new CancellationTokenSource(options.ClaimTimeout, stack.Time);
        var change = new StateChange
        {
            Name = candidate.Name,
            Decide = _ => TaskPatch.Claimed(candidate.Name, after),
            IsMine = snapshot => snapshot.Document is { } document && TaskDocument.Read(document).ClaimToken == claim.Token,
            Rider = slot.RiderFor(claim),
        };
        var known = new DocumentSnapshot(candidate.Name, candidate);
        ChangeResult? result;
        try
        {
            result = await stack.Writer.TryWriteAsync(change, known, deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (deadline.IsCancellationRequested)
        {
            throw new StateUnavailableException(
                $"The claim on task '{task.Id}' was not answered within {options.ClaimTimeout}. If it was made, it comes back when its lease runs out.",
                mayHaveBeenApplied: true,
                error);
        }

        if (result is null)
        {
            return null;
        }

        var held = result.Written is { } written ? TaskDocument.Written(after, written) : TaskDocument.Read(result.Before.Document!);
        var claimed = new ClaimedTask(held, claim with { Version = held.Version, Claimed = held });
        if (cancellationToken.IsCancellationRequested)
        {
            await GiveBackAsync(claimed).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return claimed;
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
            // The caller is told of its own cancellation; the task comes back by its lease.
            Log.ReleaseFailed(logger, claimed.Task.Id, error);
        }
    }

    private AgentTask? TryRead(Document candidate)
    {
        try
        {
            return TaskDocument.Read(candidate);
        }
        catch (StateDataException error)
        {
            Log.TaskUnreadable(logger, DatabaseRoot.IdOf(candidate.Name), error.FieldPath);
            return null;
        }
    }

    private void Adapt(bool lost)
    {
        var seen = Volatile.Read(ref window);
        var next = lost ? Math.Min(seen * 2, LargestWindow) : Math.Max(seen - 1, 1);
        Interlocked.CompareExchange(ref window, next, seen);
    }
}
