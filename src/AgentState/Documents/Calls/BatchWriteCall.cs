using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Documents.Calls;

/// <summary>One batch across its attempts; each retry sends only the writes that have no answer yet.</summary>
internal sealed class BatchWriteCall(IDocumentStore inner, IReadOnlyList<Write> writes)
{
    private readonly WriteOutcome?[] outcomes = new WriteOutcome?[writes.Count];
    private bool repeated;
    private bool mayHaveBeenApplied;

    public async Task<IReadOnlyList<WriteOutcome>> RunAsync(CancellationToken cancellationToken)
    {
        var open = Enumerable.Range(0, writes.Count).Where(i => !IsAnswered(outcomes[i])).ToArray();
        IReadOnlyList<WriteOutcome> answers;
        try
        {
            answers = await inner.BatchWriteAsync([.. open.Select(i => writes[i])], cancellationToken).ConfigureAwait(false);
        }
        catch (StateUnavailableException error)
        {
            repeated = true;
            mayHaveBeenApplied |= error.MayHaveBeenApplied;
            throw;
        }

        for (var k = 0; k < open.Length; k++)
        {
            outcomes[open[k]] = repeated && answers[k].Kind is OutcomeKind.Conflict ? WriteOutcome.Unknown : answers[k];
        }

        repeated = true;
        return outcomes.FirstOrDefault(outcome => !IsAnswered(outcome)) is { Error: { } busy }
            ? throw busy
            : outcomes.OfType<WriteOutcome>().ToArray();
    }

    /// <summary>Returns the answers received so far; writes without an answer fail with the error that ended the attempts.</summary>
    public IReadOnlyList<WriteOutcome> GiveUp(StateUnavailableException error) =>
        [.. outcomes.Select(outcome => outcome ?? WriteOutcome.Failed(
            mayHaveBeenApplied && !error.MayHaveBeenApplied
                ? new StateUnavailableException(error.Message, mayHaveBeenApplied: true, error)
                : error))];

    private static bool IsAnswered(WriteOutcome? outcome) => outcome is not (null or { Error: StateUnavailableException });
}
