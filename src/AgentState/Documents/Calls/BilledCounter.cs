using AgentState.Internal.Data;
using AgentState.Internal.Diagnostics;
using AgentState.Internal.Documents.Writing;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Documents.Calls;

/// <summary>Counts billed operations.</summary>
internal sealed class BilledCounter
{
    private const int CountedPerRead = 1000;

    private long reads;
    private long writes;
    private long deletes;

    public BilledOperations Read() => new()
    {
        Reads = Interlocked.Read(ref reads),
        Writes = Interlocked.Read(ref writes),
        Deletes = Interlocked.Read(ref deletes),
    };

    /// <summary>Counts one read per requested name, whether or not the document exists.</summary>
    public void Got(IReadOnlyList<string> names)
    {
        // A name that is requested twice is sent once.
        var distinct = names.Count == 1 ? names : [.. names.Distinct(StringComparer.Ordinal)];
        Interlocked.Add(ref reads, distinct.Count);
        if (Telemetry.CountsBilled)
        {
            foreach (var name in distinct)
            {
                Telemetry.Read(DatabaseRoot.CollectionOf(name), 1);
            }
        }
    }

    /// <summary>Counts one read per document, at least one.</summary>
    public void Queried(StructuredQuery query, int documents) => AddReads(CollectionOf(query), Math.Max(1, documents));

    /// <summary>Counts one read per added or changed document; a new listener counts at least one, like a query.</summary>
    public void Listened(string collection, int documents, bool isFirst) => AddReads(collection, Math.Max(isFirst ? 1 : 0, documents));

    /// <summary>Counts one read per 1,000 index entries, estimated by the largest integer result, such as a count.</summary>
    public void Aggregated(StructuredQuery query, AggregateResult result)
    {
        long counted = 0;
        foreach (var value in result.Fields.Values)
        {
            counted = Math.Max(counted, value.IntegerValue);
        }

        AddReads(CollectionOf(query), Math.Max(1, (counted + CountedPerRead - 1) / CountedPerRead));
    }

    public void Wrote(Write write)
    {
        var isDelete = write.OperationCase is Write.OperationOneofCase.Delete;
        Interlocked.Increment(ref isDelete ? ref deletes : ref writes);
        if (!Telemetry.CountsBilled)
        {
            return;
        }

        var collection = DatabaseRoot.CollectionOf(Writes.NameOf(write));
        if (isDelete)
        {
            Telemetry.Deleted(collection);
        }
        else
        {
            Telemetry.Wrote(collection);
        }
    }

    private void AddReads(string collection, long count)
    {
        Interlocked.Add(ref reads, count);
        if (Telemetry.CountsBilled)
        {
            Telemetry.Read(collection, count);
        }
    }

    private static string CollectionOf(StructuredQuery query) => query.From is [var first, ..] ? first.CollectionId : "";
}
