using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>
/// Firestore's twin in memory: the same answers to the same calls, without a network. Thread-safe; commits happen one after the other,
/// and a read sees all of a commit or nothing of it. What it holds is gone when the last reference to it is.
/// </summary>
/// <param name="root">The database that it stands for.</param>
/// <param name="time">The clock behind the times that it sets.</param>
/// <param name="indexFrom">From how many documents on a collection is searched by indexes instead of being looked through.</param>
internal sealed class EmbeddedDocumentStore(
    DatabaseRoot root, TimeProvider time, int indexFrom = DocumentCollection.DefaultIndexFrom) : IDocumentStore
{
    // As the service does: who listens hears that there is nothing new.
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
        var look = Look(target, out var concerns);
        using var subscription = feed.Subscribe(concerns);
        ImmutableDictionary<string, Document>? told = null;
        for (var mustTell = true; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (found, readTime) = look();
            var changes = ListenSnapshot.Compare(told ?? ListenSnapshot.Nothing, found);
            if (mustTell || changes.Count > 0)
            {
                told = found;
                yield return new ListenSnapshot(found, changes, readTime);
            }

            mustTell = !await subscription.WaitAsync(PulseInterval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // How to see what is listened to as it is now, and which documents have a say in that.
    private Func<(ImmutableDictionary<string, Document> Found, Timestamp ReadTime)> Look(ListenTarget target, out Func<string, bool> concerns)
    {
        if (target.Document is { } name)
        {
            concerns = changed => changed == name;
            return () =>
            {
                var snapshot = Get([name])[0];
                return (snapshot.Document is { } found ? ListenSnapshot.Nothing.Add(name, found) : ListenSnapshot.Nothing, snapshot.ReadTime!);
            };
        }

        var scope = QueryPlanner.Plan(Root, target.Parent!, target.Query!).Scope;
        concerns = changed => scope.Includes(StoredDocument.CollectionOf(changed));
        return () =>
        {
            var result = Query(target.Parent!, target.Query!);
            return (ListenSnapshot.Nothing.AddRange(result.Documents.Select(found => KeyValuePair.Create(found.Name, found))), result.ReadTime);
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
            feed.Tell(commit.Names);
            return CommitOutcome.Applied(results, commitTime.Version);
        }
    }

    private WriteOutcome[] BatchWrite(IReadOnlyList<Write> writes)
    {
        var prepared = Prepare(writes);
        WriteRules.CheckDistinct(writes);
        lock (gate)
        {
            // Each write is a commit of its own; the server time that they set is the request's, and so the same.
            var request = clock.NextCommit();
            return [.. prepared.Select((write, i) => WriteAlone(write, i == 0 ? request : clock.NextCommit().OfRequest(request)))];
        }
    }

    // What is refused for its form is refused before anything is looked up, and with all that came along.
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
            feed.Tell(commit.Names);
            return WriteOutcome.Applied(result);
        }
        catch (AgentStateException error)
        {
            return WriteOutcome.Failed(error);
        }
    }

    // The answer is ready at once; errors and cancellation still travel in the task, as they do where there is a network.
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
