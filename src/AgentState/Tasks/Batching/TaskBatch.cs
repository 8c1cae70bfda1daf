using AgentState.Internal.Data;
using AgentState.Internal.Diagnostics;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Documents.Writing;
using AgentState.Internal.Tasks.Claiming;
using AgentState.Internal.Tasks.Completing;
using AgentState.Internal.Tasks.Stored;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Tasks.Batching;

/// <summary>Sends completions and new claims of many tasks together, each with its own outcome.</summary>
/// <remarks>
/// Items that the batch does not settle are settled on their own: a completion by a single commit, and a claim by reading its token.
/// </remarks>
internal sealed class TaskBatch(
    DocumentStack stack, TaskOptions options, CompletionFactory factory, CandidateFinder finder, Func<string, string> newClaimToken)
{
    private readonly IDocumentStore documents = stack.Documents;
    private readonly BatchSender sender = new(stack.Documents);

    /// <inheritdoc cref="CandidateFinder.FindAsync"/>
    public Task<(IReadOnlyList<TaskCandidate> Candidates, bool MayBeMore)> FindAsync(
        string type, string agentId, ClaimProbe probe, CancellationToken cancellationToken) =>
        finder.FindAsync(type, agentId, probe, cancellationToken);

    /// <inheritdoc cref="CandidateFinder.TryRead"/>
    public TaskCandidate? TryRead(Document document, string agentId) => finder.TryRead(document, agentId);

    /// <inheritdoc cref="CandidateFinder.FrontOf"/>
    public Document? FrontOf(string type) => finder.FrontOf(type);

    /// <inheritdoc cref="CandidateFinder.Skip"/>
    public void Skip(TaskCandidate candidate, AgentStateException error) => finder.Skip(candidate, error);

    /// <summary>Completes claims and makes new ones.</summary>
    /// <param name="completions">The completions.</param>
    /// <param name="candidates">The tasks to claim.</param>
    /// <param name="cancellationToken">
    /// Stops waiting. Completions may still take effect. Tasks that were claimed can be claimed again after their leases expire.
    /// </param>
    /// <returns>The outcome of each item, in order.</returns>
    /// <exception cref="AgentStateException">
    /// The database refused the first call, for example because writing is not permitted. No completion is known to have taken effect.
    /// </exception>
    public async Task<BatchResult> RunAsync(
        IReadOnlyList<ClaimCompletion> completions, IReadOnlyList<TaskCandidate> candidates, CancellationToken cancellationToken)
    {
        if (candidates.Count > 0 || completions.Any(end => end.NeedsClock))
        {
            await stack.SetClockAsync(TaskDocument.Collection, cancellationToken).ConfigureAwait(false);
        }

        var lease = candidates.Count > 0 ? Microseconds.Truncate(stack.Clock.Now + options.LeaseDuration) : default;
        var claims = candidates.Select(candidate => new ClaimItem(candidate, newClaimToken(candidate.AgentId), lease)).ToList();
        var errors = new Exception?[completions.Count];
        var cursors = new Dictionary<CompletionItem, int>(ReferenceEqualityComparer.Instance);
        var alone = new List<Task>();
        for (var i = 0; i < completions.Count; i++)
        {
            if (CompletionItem.Fits(completions[i]))
            {
                cursors.Add(new CompletionItem(completions[i]), i);
            }
            else
            {
                alone.Add(EndAsync(i, isOpen: false, isRepeat: false));
            }
        }

        var unread = new List<ClaimItem>();
        foreach (var open in await sender.SendAsync([.. cursors.Keys, .. claims], cancellationToken).ConfigureAwait(false))
        {
            if (open is CompletionItem end)
            {
                alone.Add(EndAsync(cursors[end], isOpen: true, end.MayBeApplied));
            }
            else
            {
                unread.Add((ClaimItem)open);
            }
        }

        await Task.WhenAll([.. alone, ReadBackAsync(unread, cancellationToken)]).ConfigureAwait(false);
        claims.ForEach(Count);
        return new BatchResult(errors, claims);

        async Task EndAsync(int i, bool isOpen, bool isRepeat)
        {
            try
            {
                await factory.WriteAsync(completions[i], cancellationToken, isOpen, isRepeat).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                // The error of one completion must not affect the others.
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
        else if (claim.Error is { } error && DocumentErrors.IsOfOneDocument(error))
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
            var found = await documents.GetAsync([.. claims.Select(claim => claim.Candidate.Document.Name)], cancellationToken)
                .ConfigureAwait(false);
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
