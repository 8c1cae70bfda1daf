using System.Collections.Concurrent;
using AgentState.Internal.Diagnostics;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Tasks.Claiming;
using AgentState.Internal.Tasks.Completing;
using AgentState.Internal.Tasks.Partitions;
using AgentState.Internal.Tasks.Stored;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Tasks.Batching;

/// <summary>Claims several tasks with one query and one batch write, in which each claim has its own outcome.</summary>
internal sealed class TaskBatchClaimer(
    DocumentStack stack, TaskOptions options, CompletionFactory factory, TaskBatch taskBatch, LimitedClaimer limited, ILogger logger)
{
    // Calls for fewer tasks claim strictly in claim order, even if they lose claims to others.
    private const int Many = 16;

    // By type, because a position in one type's queue has no meaning in another's.
    private readonly ConcurrentDictionary<string, ClaimCursor> cursors = new(StringComparer.Ordinal);

    /// <returns>The tasks, in claim order; empty if no task could be claimed at one moment within the call.</returns>
    public async Task<IReadOnlyList<WonClaim>> ClaimAsync(
        ClaimableType type, string agentId, int count, CancellationToken cancellationToken) =>
        type.State.Limit is null
            ? await ClaimTogetherAsync(type.Type, agentId, count, cancellationToken).ConfigureAwait(false)
            : (await limited.ClaimAsync(type, agentId, count, cancellationToken).ConfigureAwait(false)).Tasks;

    private async Task<IReadOnlyList<WonClaim>> ClaimTogetherAsync(
        string type, string agentId, int count, CancellationToken cancellationToken)
    {
        var cursor = cursors.GetOrAdd(type, static _ => new ClaimCursor(Random.Shared.Next));
        var inOrder = count < Many;
        var start = inOrder ? null : cursor.TakeStart();
        var isWhole = start is null;
        while (true)
        {
            var probe = new ClaimProbe(inOrder ? count : cursor.Window(count), start);
            var (found, mayBeMore) = await taskBatch.FindAsync(type, agentId, probe, cancellationToken).ConfigureAwait(false);
            var first = inOrder || found.Count == 0 ? 0 : Math.Min(cursor.Begin(found, mayBeMore, count), Math.Max(found.Count - count, 0));
            List<TaskCandidate> tried = [.. found.Skip(first).Take(count)];
            isWhole &= first == 0;
            var result = await TryAsync(tried, cancellationToken).ConfigureAwait(false);
            var claimed = result.Won.ToList();
            if (!inOrder)
            {
                cursor.Learn(claimed.Count, result.Lost);
            }

            if (cancellationToken.IsCancellationRequested)
            {
                await ReleaseAsync(claimed).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (claimed.Count > 0)
            {
                return claimed;
            }

            if (result.Lost > 0)
            {
                start = inOrder ? null : cursor.TakeStart();
                isWhole = start is null;
            }
            else if (mayBeMore || first + tried.Count < found.Count)
            {
                // Tasks that cannot be claimed must not hide the tasks behind them.
                start = tried[^1].Document;
            }
            else if (isWhole)
            {
                return [];
            }
            else
            {
                // The queue has no more tasks behind the start, so query once more from the first task.
                (start, isWhole, inOrder) = (null, true, true);
            }
        }
    }

    private async Task<BatchResult> TryAsync(IReadOnlyList<TaskCandidate> candidates, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // From here on the caller's token is ignored: an interrupted claim could block its task until the lease expires.
        using var deadline = new CancellationTokenSource(options.ClaimTimeout, stack.Time);
        try
        {
            var result = await taskBatch.RunAsync([], candidates, deadline.Token).ConfigureAwait(false);
            foreach (var claim in result.Claims.Where(claim => claim.Error is { } error && !DocumentErrors.IsOfOneDocument(error)))
            {
                if (claim.Error is StateUnavailableException && !result.Won.Any())
                {
                    throw claim.Error;
                }

                Log.TaskUnclaimable(logger, claim.Candidate.Task.Id, claim.Error!);
            }

            return result;
        }
        catch (OperationCanceledException error) when (deadline.IsCancellationRequested)
        {
            throw new StateUnavailableException(
                $"The database did not answer the claims within {options.ClaimTimeout}. " +
                "If claims were made, their tasks can be claimed again after the leases expire.",
                mayHaveBeenApplied: true,
                error);
        }
    }

    private async Task ReleaseAsync(List<WonClaim> claimed)
    {
        if (claimed.Count == 0)
        {
            return;
        }

        using var deadline = new CancellationTokenSource(options.ClaimTimeout, stack.Time);
        try
        {
            var result = await taskBatch.RunAsync([.. claimed.Select(task => factory.Release(task.Claim))], [], deadline.Token)
                .ConfigureAwait(false);
            for (var i = 0; i < claimed.Count; i++)
            {
                if (result.EndErrors[i] is { } error)
                {
                    Log.ReleaseFailed(logger, claimed[i].Task.Id, error);
                }
            }
        }
        catch (Exception error) when (error is AgentStateException or OperationCanceledException)
        {
            // The caller gets its own cancellation as the error. The tasks can be claimed again after their leases expire.
            Log.ReleaseFailed(logger, claimed[0].Task.Id, error);
        }
    }
}
