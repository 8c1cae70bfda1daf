using AgentState.Internal.Data;
using AgentState.Internal.Documents;
using AgentState.Internal.Engines.Embedded.Queries;
using AgentState.Internal.Engines.Embedded.Stored;
using AgentState.Internal.Engines.Embedded.Writing;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Engines.Embedded;

/// <summary>The calls of a database, as Firestore answers them.</summary>
/// <remarks>
/// Each method validates its arguments and returns a function that runs the call. The engine decides where and when the function runs; it
/// must run alone, with the storage unchanged by others.
/// </remarks>
internal static class EngineCalls
{
    public static Func<IDocumentStorage, IReadOnlyList<DocumentSnapshot>> Get(DatabaseRoot root, IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            NameRules.CheckDocument(name, root);
        }

        return storage =>
        {
            var readTime = storage.ReadTime();
            return [.. names.Select(name => new DocumentSnapshot(name, storage.Find(name)?.Message, readTime))];
        };
    }

    public static Func<IDocumentStorage, QueryResult> Query(DatabaseRoot root, string parent, StructuredQuery query)
    {
        var plan = QueryPlanner.Plan(root, parent, query);
        return storage =>
        {
            var found = storage.Run(plan).Select(document => DocumentProjection.Of(document, plan.Projection));
            return new QueryResult([.. found], storage.ReadTime());
        };
    }

    public static Func<IDocumentStorage, AggregateResult> Aggregate(DatabaseRoot root, string parent, StructuredAggregationQuery query)
    {
        var plan = AggregationPlan.Of(root, parent, query);
        return storage => new AggregateResult(plan.Compute([.. storage.Run(plan.Query)]), storage.ReadTime());
    }

    public static Func<IDocumentStorage, CommitOutcome> Commit(DatabaseRoot root, IReadOnlyList<Write> writes)
    {
        var prepared = Prepare(root, writes);
        return storage =>
        {
            var commitTime = storage.NextCommit();
            var commit = new PendingCommit(storage, commitTime);
            foreach (var write in prepared)
            {
                if (commit.Add(write) is { } conflict)
                {
                    return CommitOutcome.Conflict(conflict);
                }
            }

            return CommitOutcome.Applied(commit.Publish(), commitTime.Version);
        };
    }

    public static Func<IDocumentStorage, IReadOnlyList<WriteOutcome>> BatchWrite(DatabaseRoot root, IReadOnlyList<Write> writes)
    {
        var prepared = Prepare(root, writes);
        WriteRules.CheckDistinct(writes);
        return storage =>
        {
            // Each write is a commit of its own. All use the same server time, that of the request.
            var request = storage.NextCommit();
            return
            [
                .. prepared.Select((write, i) => WriteAlone(storage, write, i == 0 ? request : storage.NextCommit().OfRequest(request))),
            ];
        };
    }

    // A write that is not valid fails the whole call before any document is read.
    private static PreparedWrite[] Prepare(DatabaseRoot root, IReadOnlyList<Write> writes)
    {
        WriteRules.CheckSize(writes);
        return [.. writes.Select(write => PreparedWrite.Of(write, root))];
    }

    private static WriteOutcome WriteAlone(IDocumentStorage storage, PreparedWrite write, CommitInstant commitTime)
    {
        var commit = new PendingCommit(storage, commitTime);
        try
        {
            return commit.Add(write) is { } conflict ? WriteOutcome.Conflict(conflict) : WriteOutcome.Applied(commit.Publish()[0]);
        }
        catch (AgentStateException error)
        {
            return WriteOutcome.Failed(error);
        }
    }
}
