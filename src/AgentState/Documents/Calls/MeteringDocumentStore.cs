using System.Runtime.CompilerServices;
using AgentState.Internal.Data;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Documents.Calls;

/// <summary>The layer between the engine and the retries: counts billed operations and records the server time of each answer.</summary>
internal sealed class MeteringDocumentStore(IDocumentStore inner, BilledCounter billed, ServerClock clock) : IDocumentStore
{
    public DatabaseRoot Root => inner.Root;

    public async Task<IReadOnlyList<DocumentSnapshot>> GetAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var snapshots = await inner.GetAsync(names, cancellationToken).ConfigureAwait(false);
        billed.Got(names);
        foreach (var snapshot in snapshots)
        {
            // A unary get returns no read time. The document's last change is an older, but also valid lower bound.
            if ((snapshot.ReadTime ?? snapshot.Document?.UpdateTime) is { } time)
            {
                clock.Observe(time, isCurrent: snapshot.ReadTime is not null);
            }
        }

        return snapshots;
    }

    public async Task<QueryResult> QueryAsync(string parent, StructuredQuery query, CancellationToken cancellationToken)
    {
        var result = await inner.QueryAsync(parent, query, cancellationToken).ConfigureAwait(false);
        billed.Queried(query, result.Documents.Count);
        clock.Observe(result.ReadTime);
        return result;
    }

    public async Task<AggregateResult> AggregateAsync(string parent, StructuredAggregationQuery query, CancellationToken cancellationToken)
    {
        var result = await inner.AggregateAsync(parent, query, cancellationToken).ConfigureAwait(false);
        billed.Aggregated(query.StructuredQuery, result);
        clock.Observe(result.ReadTime);
        return result;
    }

    public async Task<CommitOutcome> CommitAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken)
    {
        var outcome = await inner.CommitAsync(writes, cancellationToken).ConfigureAwait(false);
        if (outcome.CommitTime is { } time)
        {
            foreach (var write in writes)
            {
                billed.Wrote(write);
            }

            clock.Observe(time);
        }

        return outcome;
    }

    public async Task<IReadOnlyList<WriteOutcome>> BatchWriteAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken)
    {
        var outcomes = await inner.BatchWriteAsync(writes, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < outcomes.Count; i++)
        {
            if (outcomes[i].Kind is OutcomeKind.Applied)
            {
                billed.Wrote(writes[i]);
                if (outcomes[i].Result?.UpdateTime is { } time)
                {
                    clock.Observe(time);
                }
            }
        }

        return outcomes;
    }

    public async IAsyncEnumerable<ListenSnapshot> ListenAsync(
        ListenTarget target, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A resumed listener is not billed as a new query.
        var isFirst = target.ResumeFrom is null;
        await foreach (var snapshot in inner.ListenAsync(target, cancellationToken).ConfigureAwait(false))
        {
            billed.Listened(target.Collection, snapshot.Changes.Count(change => change.After is not null), isFirst);
            clock.Observe(snapshot.ReadTime);
            isFirst = false;
            yield return snapshot;
        }
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
