using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>
/// What many tasks go through in one call: claims that end, and claims that begin, each with an outcome of its own. What the shared call leaves open is
/// settled by itself: an end by the same way as a single one, a claim by its token.
/// </summary>
internal sealed class TaskExchange(
    DocumentStack stack, TaskOptions options, TaskEnds taskEnds, CandidateFinder finder, Func<string, string> newClaimToken)
{
    private readonly IDocumentStore documents = stack.Documents;
    private readonly ExchangeSender sender = new(stack.Documents);

    /// <inheritdoc cref="CandidateFinder.FindAsync"/>
    public Task<(IReadOnlyList<TaskCandidate> Candidates, bool MayBeMore)> FindAsync(
        string type, string agentId, ClaimLook look, CancellationToken cancellationToken) =>
        finder.FindAsync(type, agentId, look, cancellationToken);

    /// <inheritdoc cref="CandidateFinder.TryRead"/>
    public TaskCandidate? TryRead(Document document, string agentId) => finder.TryRead(document, agentId);

    /// <inheritdoc cref="CandidateFinder.FrontOf"/>
    public Document? FrontOf(string type) => finder.FrontOf(type);

    /// <inheritdoc cref="CandidateFinder.Skip"/>
    public void Skip(TaskCandidate candidate, AgentStateException error) => finder.Skip(candidate, error);

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

    private void Count(ClaimItem claim)
    {
        if (claim.Claimed is not null)
        {
            Telemetry.Claimed(claim.Candidate.Task.Type);
        }
        else if (claim.IsLost)
        {
            Telemetry.LostClaim(claim.Candidate.Task.Type);
        }
        else if (claim.Error is { } error && ClaimErrors.IsOfTheTask(error))
        {
            finder.Skip(claim.Candidate, error);
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
}
