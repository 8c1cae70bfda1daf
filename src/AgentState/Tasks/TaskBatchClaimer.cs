using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>Claims several tasks at once: one query, and one call in which each is won or lost by itself.</summary>
internal sealed class TaskBatchClaimer(
    DocumentStack stack, TaskOptions options, TaskEnds ends, TaskExchange exchange, LimitedClaimer limited, ILogger logger)
{
    // Fewer are claimed in their order, whoever else is at it.
    private const int Many = 16;

    // A place in one type's queue is none in another's.
    private readonly ConcurrentDictionary<string, ClaimPlace> places = new(StringComparer.Ordinal);

    /// <returns>The tasks, in their order; none where at one moment inside the call none could be claimed.</returns>
    public async Task<IReadOnlyList<ClaimedTask>> ClaimAsync(
        ClaimableType type, string agentId, int count, CancellationToken cancellationToken) =>
        type.State.Limit is null
            ? await ClaimTogetherAsync(type.Type, agentId, count, cancellationToken).ConfigureAwait(false)
            : (await limited.ClaimAsync(type, agentId, count, cancellationToken).ConfigureAwait(false)).Tasks;

    private async Task<IReadOnlyList<ClaimedTask>> ClaimTogetherAsync(string type, string agentId, int count, CancellationToken cancellationToken)
    {
        var place = places.GetOrAdd(type, static (_, time) => new ClaimPlace(Random.Shared.Next, time), stack.Time);
        var inOrder = count < Many;
        var start = inOrder ? null : place.TakeStart();
        var isWhole = start is null;
        while (true)
        {
            var (found, mayBeMore) = await exchange.FindAsync(type, agentId, new ClaimLook(inOrder ? count : place.Window(count), start), cancellationToken).ConfigureAwait(false);
            var first = inOrder || found.Count == 0 ? 0 : Math.Min(place.Begin(found, mayBeMore, count), Math.Max(found.Count - count, 0));
            List<TaskCandidate> tried = [.. found.Skip(first).Take(count)];
            isWhole &= first == 0;
            var result = await TryAsync(tried, cancellationToken).ConfigureAwait(false);
            var claimed = result.Won.ToList();
            if (!inOrder)
            {
                place.Learn(claimed.Count, result.Lost);
            }

            if (cancellationToken.IsCancellationRequested)
            {
                await GiveBackAsync(claimed).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (claimed.Count > 0)
            {
                return claimed;
            }

            if (result.Lost > 0)
            {
                start = inOrder ? null : place.TakeStart();
                isWhole = start is null;
            }
            else if (mayBeMore || first + tried.Count < found.Count)
            {
                // What nobody can claim must not hide what stands behind it.
                start = tried[^1].Document;
            }
            else if (isWhole)
            {
                return [];
            }
            else
            {
                // Nothing is left here, and not all was looked at.
                (start, isWhole, inOrder) = (null, true, true);
            }
        }
    }

    private async Task<ExchangeResult> TryAsync(IReadOnlyList<TaskCandidate> candidates, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // From here on the caller's token stops nothing: claims half made would strand their tasks for a lease.
        using var deadline = new CancellationTokenSource(options.ClaimTimeout, stack.Time);
        try
        {
            var result = await exchange.RunAsync([], candidates, deadline.Token).ConfigureAwait(false);
            foreach (var claim in result.Claims.Where(claim => claim.Error is { } error && !ClaimErrors.IsOfTheTask(error)))
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
                $"Claims were not answered within {options.ClaimTimeout}. Those that were made come back when their leases run out.",
                mayHaveBeenApplied: true,
                error);
        }
    }

    private async Task GiveBackAsync(List<ClaimedTask> claimed)
    {
        if (claimed.Count == 0)
        {
            return;
        }

        using var deadline = new CancellationTokenSource(options.ClaimTimeout, stack.Time);
        try
        {
            var result = await exchange.RunAsync([.. claimed.Select(task => ends.Release(task.Claim))], [], deadline.Token).ConfigureAwait(false);
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
            // The caller is told of its own cancellation; the tasks come back by their leases.
            Log.ReleaseFailed(logger, claimed[0].Task.Id, error);
        }
    }
}
