using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Google.Cloud.Firestore.V1;

namespace AgentState.TestKit;

/// <summary>Injects planned faults between the retries and the engine, and records the calls.</summary>
internal sealed class FaultyDocumentStore(IDocumentStore inner) : IDocumentStore
{
    private readonly ConcurrentDictionary<Verb, ConcurrentQueue<Fault?>> planned = new();
    private readonly ConcurrentQueue<Verb> calls = new();
    private readonly ConcurrentQueue<StructuredQuery> queries = new();

    /// <summary>Returns the fault of a call without a planned fault; null lets the call through.</summary>
    public Func<Verb, Fault?> Otherwise { get; set; } = _ => null;

    /// <summary>The calls received, one for each attempt.</summary>
    public IReadOnlyList<Verb> Calls => [.. calls];

    /// <summary>The queries received, including those of aggregations.</summary>
    public IReadOnlyList<StructuredQuery> Queries => [.. queries];

    public DatabaseRoot Root => inner.Root;

    /// <summary>Plans the faults of the next calls of a verb, in order; null lets a call through.</summary>
    public void Next(Verb verb, params ReadOnlySpan<Fault?> faults)
    {
        var queue = planned.GetOrAdd(verb, _ => new ConcurrentQueue<Fault?>());
        foreach (var fault in faults)
        {
            queue.Enqueue(fault);
        }
    }

    /// <summary>Removes the planned faults that are left.</summary>
    public void Clear() => planned.Clear();

    public Task<IReadOnlyList<DocumentSnapshot>> GetAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        CallAsync(Verb.Get, token => inner.GetAsync(names, token), cancellationToken);

    public Task<QueryResult> QueryAsync(string parent, StructuredQuery query, CancellationToken cancellationToken)
    {
        queries.Enqueue(query);
        return CallAsync(Verb.Query, token => inner.QueryAsync(parent, query, token), cancellationToken);
    }

    public Task<AggregateResult> AggregateAsync(string parent, StructuredAggregationQuery query, CancellationToken cancellationToken)
    {
        queries.Enqueue(query.StructuredQuery);
        return CallAsync(Verb.Aggregate, token => inner.AggregateAsync(parent, query, token), cancellationToken);
    }

    public Task<CommitOutcome> CommitAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
        CallAsync(Verb.Commit, token => inner.CommitAsync(writes, token), cancellationToken);

    public Task<IReadOnlyList<WriteOutcome>> BatchWriteAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
        CallAsync(Verb.BatchWrite, token => inner.BatchWriteAsync(writes, token), cancellationToken);

    /// <summary>Listens; every step of the stream can have a fault, including the first.</summary>
    public async IAsyncEnumerable<ListenSnapshot> ListenAsync(
        ListenTarget target, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        calls.Enqueue(Verb.Listen);
        if (target.Query is { } query)
        {
            queries.Enqueue(query);
        }

        await using var stream = inner.ListenAsync(target, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await MeetAsync(Verb.Listen, async _ => await stream.MoveNextAsync(), cancellationToken))
        {
            yield return stream.Current;
        }
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private Task<T> CallAsync<T>(Verb verb, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        calls.Enqueue(verb);
        return MeetAsync(verb, call, cancellationToken);
    }

    private async Task<T> MeetAsync<T>(Verb verb, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var fault = planned.TryGetValue(verb, out var queue) && queue.TryDequeue(out var next) ? next : Otherwise(verb);
        switch (fault)
        {
            case Fault.LostReply lost:
                await call(cancellationToken);
                await (lost.Then?.Invoke() ?? Task.CompletedTask);
                throw Unavailable(verb, "The reply was lost.");
            case Fault.LostRequest:
                throw Unavailable(verb, "The request was lost.");
            case Fault.Aborted:
                throw new StateUnavailableException("Too much contention.", mayHaveBeenApplied: false);
            case Fault.Stalled stalled:
                stalled.Reach();
                await Task.Delay(Timeout.Infinite, cancellationToken);
                throw Unavailable(verb, "Unreachable: a stall ends only by cancellation.");
            case Fault.Preceded preceded:
                await preceded.Neighbour();
                return await call(cancellationToken);
            case Fault.Followed followed:
                var answer = await call(cancellationToken);
                await followed.Neighbour();
                return answer;
            default:
                return await call(cancellationToken);
        }
    }

    private static StateUnavailableException Unavailable(Verb verb, string message) =>
        new(message, mayHaveBeenApplied: verb is Verb.Commit or Verb.BatchWrite);
}
