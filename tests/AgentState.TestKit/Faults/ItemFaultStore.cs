using Google.Cloud.Firestore.V1;

namespace AgentState.TestKit;

/// <summary>An engine in which single documents fail, not whole calls.</summary>
internal sealed class ItemFaultStore(IDocumentStore inner) : PassingDocumentStore(inner)
{
    /// <summary>Returns the error of a refused write; a batch still applies the other writes, a commit applies none.</summary>
    public Func<Write, AgentStateException?> Refuse { get; set; } = _ => null;

    /// <summary>Whether reads of this document hang.</summary>
    public Func<string, bool> Hangs { get; set; } = _ => false;

    public override async Task<IReadOnlyList<DocumentSnapshot>> GetAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        if (names.Any(Hangs))
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        return await base.GetAsync(names, cancellationToken);
    }

    public override Task<CommitOutcome> CommitAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
        writes.Select(Refuse).FirstOrDefault(refusal => refusal is not null) is { } error
            ? throw error
            : base.CommitAsync(writes, cancellationToken);

    public override async Task<IReadOnlyList<WriteOutcome>> BatchWriteAsync(
        IReadOnlyList<Write> writes, CancellationToken cancellationToken)
    {
        var refusals = writes.Select(Refuse).ToList();
        var rest = writes.Where((_, i) => refusals[i] is null).ToList();
        var outcomes = new Queue<WriteOutcome>(rest.Count == 0 ? [] : await base.BatchWriteAsync(rest, cancellationToken));
        return [.. refusals.Select(refusal => refusal is null ? outcomes.Dequeue() : WriteOutcome.Failed(refusal))];
    }
}
