using Google.Cloud.Firestore.V1;

namespace AgentState.TestKit;

/// <summary>A database in which trouble befalls single documents, and not whole calls.</summary>
internal sealed class ItemFaultStore(IDocumentStore inner) : PassingDocumentStore(inner)
{
    /// <summary>Why a write is refused, where it is: the others of a batch go through, a commit does not.</summary>
    public Func<Write, AgentStateException?> Refuse { get; set; } = _ => null;

    /// <summary>Whether a read of this document is never answered.</summary>
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
        writes.Select(Refuse).FirstOrDefault(refusal => refusal is not null) is { } error ? throw error : base.CommitAsync(writes, cancellationToken);

    public override async Task<IReadOnlyList<WriteOutcome>> BatchWriteAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken)
    {
        var refusals = writes.Select(Refuse).ToList();
        var rest = writes.Where((_, i) => refusals[i] is null).ToList();
        var outcomes = new Queue<WriteOutcome>(rest.Count == 0 ? [] : await base.BatchWriteAsync(rest, cancellationToken));
        return [.. refusals.Select(refusal => refusal is null ? outcomes.Dequeue() : WriteOutcome.Failed(refusal))];
    }
}
