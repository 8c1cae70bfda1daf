using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// Claims one task: candidates by query, in their order, each won or lost by a commit conditional on the version that the query saw.
/// A lost race costs no read: the next candidate of the same answer is tried. Where races are lost the answers grow, and shrink again.
/// </summary>
internal sealed class TaskClaimer(DocumentStack stack, TaskOptions options, LimitedClaimer limited, ClaimWriter writer, ILogger logger)
{
    private const int LargestWindow = 32;

    private readonly IDocumentStore documents = stack.Documents;
    private readonly TaskStops stops = new(stack, options);
    private int window = 1;

    public async Task<ClaimedTask?> ClaimAsync(ClaimableType type, string agentId, CancellationToken cancellationToken)
    {
        if (type.State.Limit is not null)
        {
            return (await limited.ClaimAsync(type, agentId, 1, cancellationToken).ConfigureAwait(false)).Tasks is [var only] ? only : null;
        }

        while (true)
        {
            var (claimed, lost) = await ScanAsync(type.Type, agentId, cancellationToken).ConfigureAwait(false);
            if (!lost)
            {
                return claimed;
            }
        }
    }

    // Nothing claimed and nothing lost means that at the last query's read time there was nothing to claim.
    private async Task<(ClaimedTask? Claimed, bool Lost)> ScanAsync(string type, string agentId, CancellationToken cancellationToken)
    {
        Document? last = null;
        while (true)
        {
            var limit = Volatile.Read(ref window);
            var query = TaskQueries.Claimable(type, new ClaimLook(limit, last));
            var result = await documents.QueryAsync(documents.Root.Parent, query, cancellationToken).ConfigureAwait(false);

            var (claimed, lost) = await TryEachAsync(result.Documents, agentId, cancellationToken).ConfigureAwait(false);
            if (claimed is not null || lost || result.Documents.Count < limit)
            {
                return (claimed, lost && claimed is null);
            }

            // A window full of documents that cannot be read hides what stands behind it.
            last = result.Documents[^1];
        }
    }

    private async Task<(ClaimedTask? Claimed, bool Lost)> TryEachAsync(
        IReadOnlyList<Document> candidates, string agentId, CancellationToken cancellationToken)
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

            if (await writer.TryClaimAsync(new TaskCandidate(candidate, task, agentId)).ConfigureAwait(false) is { } claimed)
            {
                await writer.ThrowIfGoneAsync([claimed], cancellationToken).ConfigureAwait(false);
                Adapt(lost);
                return (claimed, lost);
            }

            lost = true;
        }

        Adapt(lost);
        return (null, lost);
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
