using System.Collections.Concurrent;
using Google.Cloud.Firestore.V1;

namespace AgentState.Tests;

/// <summary>A document store that returns the results that a test has queued, one for each call.</summary>
internal sealed class ScriptedDocumentStore : IDocumentStore
{
    public Queue<Func<CommitOutcome>> Commits { get; } = new();

    public Queue<Func<StructuredQuery, QueryResult>> Queries { get; } = new();

    public Queue<Func<IReadOnlyList<Write>, IReadOnlyList<WriteOutcome>>> Batches { get; } = new();

    /// <summary>The snapshots of each stream.</summary>
    public Queue<Func<CancellationToken, IAsyncEnumerable<ListenSnapshot>>> Streams { get; } = new();

    /// <summary>The target of each stream, in the order of the calls.</summary>
    public ConcurrentQueue<ListenTarget> Listened { get; } = new();

    public DatabaseRoot Root { get; } = new("demo-agentstate");

    public Task<IReadOnlyList<DocumentSnapshot>> GetAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Not scripted.");

    public Task<QueryResult> QueryAsync(string parent, StructuredQuery query, CancellationToken cancellationToken) =>
        AnswerAsync(() => Queries.Dequeue()(query), cancellationToken);

    public Task<AggregateResult> AggregateAsync(string parent, StructuredAggregationQuery query, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Not scripted.");

    public Task<CommitOutcome> CommitAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
        AnswerAsync(() => Commits.Dequeue()(), cancellationToken);

    public Task<IReadOnlyList<WriteOutcome>> BatchWriteAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
        AnswerAsync(() => Batches.Dequeue()(writes), cancellationToken);

    public IAsyncEnumerable<ListenSnapshot> ListenAsync(ListenTarget target, CancellationToken cancellationToken)
    {
        Listened.Enqueue(target);
        return Streams.Dequeue()(cancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<T> AnswerAsync<T>(Func<T> answer, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        return answer();
    }
}
