using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Documents.Calls;

/// <summary>One commit across its attempts.</summary>
internal sealed class CommitCall(IDocumentStore inner, IReadOnlyList<Write> writes)
{
    private int attempts;

    /// <summary>Whether the writes of a failed attempt may have been applied, because its reply was lost.</summary>
    public bool MayHaveBeenApplied { get; private set; }

    public async Task<CommitOutcome> RunAsync(CancellationToken cancellationToken)
    {
        attempts++;
        try
        {
            var outcome = await inner.CommitAsync(writes, cancellationToken).ConfigureAwait(false);
            return outcome.Kind is OutcomeKind.Conflict && attempts > 1 ? CommitOutcome.Unknown : outcome;
        }
        catch (StateUnavailableException error)
        {
            MayHaveBeenApplied |= error.MayHaveBeenApplied;
            throw;
        }
    }
}
