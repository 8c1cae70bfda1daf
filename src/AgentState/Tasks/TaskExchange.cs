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

    /// <summary>Tasks of a type that can be claimed, in their order, as of one moment.</summary>
    /// <param name="type">The type.</param>
    /// <param name="agentId">The agent that would claim them.</param>
    /// <param name="limit">How many at the most.</param>
    /// <param name="after">The last one of those that were of no use; null = from the first.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Those that can be read, and whether there may be more than were asked for.</returns>
    public async Task<(IReadOnlyList<TaskCandidate> Candidates, bool MayBeMore)> FindAsync(
        string type, string agentId, int limit, Document? after, CancellationToken cancellationToken)
    {
        var candidates = new List<TaskCandidate>(limit);
        var last = after;
        while (true)
        {
            var query = TaskQueries.Claimable(type, limit, last);
            var found = await documents.QueryAsync(documents.Root.Parent, query, cancellationToken).ConfigureAwait(false);
            candidates.AddRange(found.Documents.Select(document => TryRead(document, agentId)).OfType<TaskCandidate>());
            if (candidates.Count > 0 || found.Documents.Count < limit)
            {
                return (candidates, found.Documents.Count == limit);
            }

            // An answer full of documents that cannot be read hides what stands behind them.
            last = found.Documents[^1];
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
        foreach (var open in await SendAsync([.. places.Keys, .. claims], cancellationToken).ConfigureAwait(false))
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
        return new ExchangeResult(errors, claims);

        async Task EndAsync(int i, bool isOpen, bool isRepeat)
        {
            try
            {
                await taskEnds.WriteAsync(ends[i], cancellationToken, isOpen, isRepeat).ConfigureAwait(false);
            }
            catch (Exception error) when (error is AgentStateException or OperationCanceledException)
            {
                errors[i] = error;
            }
        }
    }

    // What is left open.
    private async Task<IReadOnlyList<ExchangeItem>> SendAsync(IReadOnlyList<ExchangeItem> items, CancellationToken cancellationToken)
    {
        var open = new List<ExchangeItem>();
        foreach (var part in ExchangeParts.Of(items))
        {
            await SendPartAsync(part, open, cancellationToken).ConfigureAwait(false);
        }

        return open;
    }

    private async Task SendPartAsync(IReadOnlyList<ExchangeItem> part, List<ExchangeItem> open, CancellationToken cancellationToken)
    {
        IReadOnlyList<WriteOutcome> outcomes;
        try
        {
            outcomes = await documents.BatchWriteAsync([.. part.Select(item => item.Write)], cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            foreach (var item in part.OfType<EndItem>())
            {
                item.End.Unsettle();
            }

            throw;
        }
        catch (AgentStateException error) when (error is not (StatePermissionException or StateQuotaExceededException or DatabaseNotFoundException))
        {
            // One that cannot be written at all makes the service refuse the whole: halves find it out.
            if (part.Count == 1)
            {
                outcomes = [WriteOutcome.Failed(error)];
            }
            else
            {
                await SendPartAsync([.. part.Take(part.Count / 2)], open, cancellationToken).ConfigureAwait(false);
                await SendPartAsync([.. part.Skip(part.Count / 2)], open, cancellationToken).ConfigureAwait(false);
                return;
            }
        }

        for (var i = 0; i < part.Count; i++)
        {
            if (!part[i].Take(outcomes[i]))
            {
                open.Add(part[i]);
            }
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
        catch (StateUnavailableException error)
        {
            claims.ForEach(claim => claim.GiveUp(error));
        }
    }

    private TaskCandidate? TryRead(Document document, string agentId)
    {
        try
        {
            return new TaskCandidate(document, TaskDocument.Read(document), agentId);
        }
        catch (StateDataException error)
        {
            Log.TaskUnreadable(logger, DatabaseRoot.IdOf(document.Name), error.FieldPath);
            return null;
        }
    }
}
