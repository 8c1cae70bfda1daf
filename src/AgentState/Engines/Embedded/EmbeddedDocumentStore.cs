using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using AgentState.Internal.Data;
using AgentState.Internal.Documents;
using AgentState.Internal.Engines.Embedded.Collections;
using AgentState.Internal.Engines.Embedded.Listening;
using AgentState.Internal.Engines.Embedded.Queries;
using AgentState.Internal.Engines.Embedded.Stored;
using AgentState.Internal.Engines.Embedded.Writing;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Engines.Embedded;

/// <summary>An in-memory document store that answers calls like Firestore. Thread-safe.</summary>
/// <remarks>
/// Commits run one after the other. A read includes all of a commit or nothing of it. The documents exist only as long as this instance.
/// </remarks>
/// <param name="root">The database that it represents.</param>
/// <param name="time">The clock for commit times and timeouts.</param>
/// <param name="indexFrom">The number of documents from which a collection uses indexes instead of scans.</param>
internal sealed class EmbeddedDocumentStore(
    DatabaseRoot root, TimeProvider time, int indexFrom = DocumentCollection.DefaultIndexFrom) : IDocumentStore
{
    // Like the service: an idle listener receives an unchanged snapshot.
    private static readonly TimeSpan PulseInterval = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private readonly DocumentMap documents = new(indexFrom);
    private readonly CommitClock clock = new(time);
    private readonly ChangeFeed feed = new();

    public DatabaseRoot Root { get; } = root;

    public Task<IReadOnlyList<DocumentSnapshot>> GetAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<DocumentSnapshot>>(() => Get(names), cancellationToken);

    public Task<QueryResult> QueryAsync(string parent, StructuredQuery query, CancellationToken cancellationToken) =>
        Answer(() => Query(parent, query), cancellationToken);

    public Task<AggregateResult> AggregateAsync(
        string parent, StructuredAggregationQuery query, CancellationToken cancellationToken) =>
        Answer(() => Aggregate(parent, query), cancellationToken);

    public Task<CommitOutcome> CommitAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
        Answer(() => Commit(writes), cancellationToken);

    public Task<IReadOnlyList<WriteOutcome>> BatchWriteAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<WriteOutcome>>(() => BatchWrite(writes), cancellationToken);

    public async IAsyncEnumerable<ListenSnapshot> ListenAsync(
        ListenTarget target, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var read = ReaderOf(target, out var concerns);
        using var subscription = feed.Subscribe(concerns);
        ImmutableDictionary<string, Document>? reported = null;
        for (var mustReport = true; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (found, readTime) = read();
            var changes = ListenSnapshot.Compare(reported ?? ListenSnapshot.Nothing, found);
            if (mustReport || changes.Count > 0)
            {
                reported = found;
                yield return new ListenSnapshot(found, changes, readTime);
            }

            mustReport = !await subscription.WaitAsync(PulseInterval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // Returns a function that reads the current state of the target, and which documents affect it.
    private Func<(ImmutableDictionary<string, Document> Found, Timestamp ReadTime)> ReaderOf(
        ListenTarget target, out Func<string, bool> concerns)
    {
        if (target.Document is { } name)
        {
            concerns = changed => changed == name;
            return () =>
            {
                var snapshot = Get([name])[0];
                var current = snapshot.Document is { } found ? ListenSnapshot.Nothing.Add(name, found) : ListenSnapshot.Nothing;
                return (current, snapshot.ReadTime!);
            };
        }

        var scope = QueryPlanner.Plan(Root, target.Parent!, target.Query!).Scope;
        concerns = changed => scope.Includes(StoredDocument.CollectionOf(changed));
        return () =>
        {
            var result = Query(target.Parent!, target.Query!);
            var entries = result.Documents.Select(found => KeyValuePair.Create(found.Name, found));
            return (ListenSnapshot.Nothing.AddRange(entries), result.ReadTime);
        };
    }

    private DocumentSnapshot[] Get(IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            NameRules.CheckDocument(name, Root);
        }

        lock (gate)
        {
            var readTime = clock.Read();
            return [.. names.Select(name => new DocumentSnapshot(name, documents.Find(name)?.Message, readTime))];
        }
    }

    private QueryResult Query(string parent, StructuredQuery query)
    {
        var plan = QueryPlanner.Plan(Root, parent, query);
        lock (gate)
        {
            var found = documents.Run(plan).Select(document => DocumentProjection.Of(document, plan.Projection));
            return new QueryResult([.. found], clock.Read());
        }
    }

    private AggregateResult Aggregate(string parent, StructuredAggregationQuery query)
    {
        var plan = AggregationPlan.Of(Root, parent, query);
        lock (gate)
        {
            return new AggregateResult(plan.Compute([.. documents.Run(plan.Query)]), clock.Read());
        }
    }

    private CommitOutcome Commit(IReadOnlyList<Write> writes)
    {
        var prepared = Prepare(writes);
        lock (gate)
        {
            var commitTime = clock.NextCommit();
            var commit = new PendingCommit(documents, commitTime);
            foreach (var write in prepared)
            {
                if (commit.Add(write) is { } conflict)
                {
                    return CommitOutcome.Conflict(conflict);
                }
            }

            var results = commit.Publish();
            feed.Report(commit.Names);
            return CommitOutcome.Applied(results, commitTime.Version);
        }
    }

    private WriteOutcome[] BatchWrite(IReadOnlyList<Write> writes)
    {
        var prepared = Prepare(writes);
        WriteRules.CheckDistinct(writes);
        lock (gate)
        {
            // Each write is a commit of its own. All use the same server time, that of the request.
            var request = clock.NextCommit();
            return [.. prepared.Select((write, i) => WriteAlone(write, i == 0 ? request : clock.NextCommit().OfRequest(request)))];
        }
    }

    // A write that is not valid fails the whole call before any document is read.
    private PreparedWrite[] Prepare(IReadOnlyList<Write> writes)
    {
        WriteRules.CheckSize(writes);
        return [.. writes.Select(write => PreparedWrite.Of(write, Root))];
    }

    private WriteOutcome WriteAlone(PreparedWrite write, CommitInstant commitTime)
    {
        var commit = new PendingCommit(documents, commitTime);
        try
        {
            if (commit.Add(write) is { } conflict)
            {
                return WriteOutcome.Conflict(conflict);
            }

            var result = commit.Publish()[0];
            feed.Report(commit.Names);
            return WriteOutcome.Applied(result);
        }
        catch (AgentStateException error)
        {
            return WriteOutcome.Failed(error);
        }
    }

    // Runs synchronously. Errors and cancellation are still returned in the task, as with a network.
    private static Task<T> Answer<T>(Func<T> call, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        try
        {
            return Task.FromResult(call());
        }
        catch (AgentStateException error)
        {
            return Task.FromException<T>(error);
        }
    }
}
