using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// What many tasks go through in one call: claims that end, and claims that begin, each with an outcome of its own. What the shared call leaves open is
/// settled by itself: an end by the same way as a single one, a claim by its token.
/// </summary>
internal sealed class TaskExchange(DocumentStack stack, TaskOptions options, TaskEnds taskEnds, ILogger logger, Func<string, string> newClaimToken)
{
    private readonly IDocumentStore documents = stack.Documents;
    private readonly ExchangeSender sender = new(stack.Documents);
    private readonly TaskStops stops = new(stack, options);

    /// <summary>Tasks of a type that can be claimed, in their order, as of one moment.</summary>
    /// <param name="type">The type.</param>
    /// <param name="agentId">The agent that would claim them.</param>
    /// <param name="look">How many at the most, and which.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Those that can be read, and whether there may be more than were asked for.</returns>
    public async Task<(IReadOnlyList<TaskCandidate> Candidates, bool MayBeMore)> FindAsync(
        string type, string agentId, ClaimLook look, CancellationToken cancellationToken)
    {
        var candidates = new List<TaskCandidate>(look.Window);
        while (true)
        {
            var query = TaskQueries.Claimable(type, look);
            var found = await documents.QueryAsync(documents.Root.Parent, query, cancellationToken).ConfigureAwait(false);
            foreach (var document in found.Documents)
            {
                if (TryRead(document, logger) is not { } task)
                {
                    continue;
                }

                if (TaskTransitions.Stopped(task) is null)
                {
                    candidates.Add(new TaskCandidate(document, task, agentId));
                }
                else
                {
                    await StopAsync(document, task, cancellationToken).ConfigureAwait(false);
                }
            }

            if (candidates.Count > 0 || found.Documents.Count < look.Window)
            {
                return (candidates, found.Documents.Count == look.Window);
            }

            // An answer full of documents that cannot be read hides what stands behind them.
            look = look with { After = found.Documents[^1] };
        }
    }

    /// <summary>Ends claims, and makes others.</summary>
    /// <param name="ends">The ends.</param>
    /// <param name="candidates">What to claim.</param>
    /// <param name="cancellationToken">Stops waiting. Ends may take effect all the same; claims that were made come back when their leases run out.</param>
    /// <returns>What became of each, in their order.</returns>
    /// <exception cref="AgentStateException">The database refuses the whole: nobody may write, say. No end is known to have taken effect.</exception>
    public async Task<ExchangeResult> RunAsync(
        IReadOnlyList<TaskEnd> ends, IReadOnlyList<TaskCandidate> candidates, CancellationToken cancellationToken)
    {
        if (candidates.Count > 0 || ends.Any(end => end.NeedsClock))
        {
            await stack.SetClockAsync(TaskDocument.Collection, cancellationToken).ConfigureAwait(false);
        }

        var lease = candidates.Count > 0 ? Microseconds.Truncate(stack.Clock.Now + options.LeaseDuration) : default;
        var claims = candidates.Select(candidate => new ClaimItem(candidate, newClaimToken(candidate.AgentId), lease)).ToList();
        var errors = new Exception?[ends.Count];
        var places = new Dictionary<EndItem, int>(ReferenceEqualityComparer.Instance);
        var alone = new List<Task>();
        for (var i = 0; i < ends.Count; i++)
        {
            if (EndItem.Fits(ends[i]))
            {
                places.Add(new EndItem(ends[i]), i);
            }
            else
            {
                alone.Add(EndAsync(i, isOpen: false, isRepeat: false));
            }
        }

        var unread = new List<ClaimItem>();
        foreach (var open in await sender.SendAsync([.. places.Keys, .. claims], cancellationToken).ConfigureAwait(false))
        {
            if (open is EndItem end)
            {
                alone.Add(EndAsync(places[end], isOpen: true, end.MayBeApplied));
            }
            else
            {
                unread.Add((ClaimItem)open);
            }
        }

        await Task.WhenAll([.. alone, ReadBackAsync(unread, cancellationToken)]).ConfigureAwait(false);
        claims.ForEach(Count);
        return new ExchangeResult(errors, claims);

        async Task EndAsync(int i, bool isOpen, bool isRepeat)
        {
            try
            {
                await taskEnds.WriteAsync(ends[i], cancellationToken, isOpen, isRepeat).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                // Whatever it is, it is the error of this one.
                errors[i] = error;
            }
        }
    }

    private static void Count(ClaimItem claim)
    {
        if (claim.Claimed is not null)
        {
            Telemetry.Claimed(claim.Candidate.Task.Type);
        }
        else if (claim.IsLost)
        {
            Telemetry.LostClaim(claim.Candidate.Task.Type);
        }
    }

    private async Task ReadBackAsync(List<ClaimItem> claims, CancellationToken cancellationToken)
    {
        if (claims.Count == 0)
        {
            return;
        }

        try
        {
            var found = await documents.GetAsync([.. claims.Select(claim => claim.Candidate.Document.Name)], cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < claims.Count; i++)
            {
                claims[i].ReadBack(found[i]);
            }
        }
        catch (AgentStateException error)
        {
            claims.ForEach(claim => claim.GiveUp(error));
        }
    }

    /// <summary>A document as a candidate; null where it cannot be read, which is told, and where it was asked to stop: a look ends it.</summary>
    public static TaskCandidate? TryRead(Document document, string agentId, ILogger logger) =>
        TryRead(document, logger) is { } task && TaskTransitions.Stopped(task) is null ? new TaskCandidate(document, task, agentId) : null;

    private static AgentTask? TryRead(Document document, ILogger logger)
    {
        try
        {
            return TaskDocument.Read(document);
        }
        catch (StateDataException error)
        {
            Log.TaskUnreadable(logger, DatabaseRoot.IdOf(document.Name), error.FieldPath);
            return null;
        }
    }

    // Where it cannot be done, the tasks behind it are claimed all the same.
    private async Task StopAsync(Document document, AgentTask task, CancellationToken cancellationToken)
    {
        try
        {
            await stack.SetClockAsync(TaskDocument.Collection, cancellationToken).ConfigureAwait(false);
            await stops.TryStopAsync(document, task, cancellationToken).ConfigureAwait(false);
        }
        catch (AgentStateException error)
        {
            Log.TaskNotStopped(logger, task.Id, error);
        }
    }
}
