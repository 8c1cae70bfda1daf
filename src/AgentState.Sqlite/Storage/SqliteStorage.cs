using AgentState.Internal.Engines.Embedded.Expiry;
using AgentState.Internal.Engines.Embedded.Queries;
using AgentState.Internal.Engines.Embedded.Stored;
using AgentState.Internal.Engines.Embedded.Writing;
using AgentState.Internal.Sqlite.Clock;
using AgentState.Internal.Sqlite.Indexing;
using Google.Protobuf.WellKnownTypes;

namespace AgentState.Internal.Sqlite.Storage;

/// <summary>The documents of a database file, during one transaction at a time.</summary>
/// <param name="documents">The documents.</param>
/// <param name="entries">The entries of the indexes.</param>
/// <param name="indexes">The indexes of the file.</param>
/// <param name="clock">The clocks of the machine.</param>
internal sealed class SqliteStorage(
    DocumentTable documents, EntryTable entries, IndexCatalog indexes, IMachineClock clock) : IDocumentStorage
{
    private readonly QueryReader reader = new(documents, entries);
    private readonly HashSet<string> changed = new(StringComparer.Ordinal);

    /// <summary>The time of the file; the transaction reads it when it begins, and stores it when it ends.</summary>
    public FileTime Time { get; set; }

    /// <summary>The full names of the documents that the transaction changed so far.</summary>
    public IReadOnlyCollection<string> Changed => changed;

    public StoredDocument? Find(string name) => documents.Find(name);

    public void Replace(string name, StoredDocument? before, StoredDocument? after)
    {
        var path = documents.PathOf(name);
        var number = documents.Replace(path, before is not null, after, after is null ? null : ExpiryOf(after));
        entries.Replace(indexes.Of(name), path, before, after, number);
        changed.Add(name);
    }

    public IEnumerable<StoredDocument> Run(QueryPlan plan) =>
        reader.Run(plan, plan.Scope.CollectionId is { } id ? indexes.OfCollectionId(id) : []);

    public CommitInstant NextCommit()
    {
        Time = Time.Next(clock);
        return FileTime.InstantOf(Time.LastCommit);
    }

    public Timestamp ReadTime() => FileTime.TimestampOf(Time.Read(clock));

    /// <summary>Deletes documents that expired before a time in microseconds, except those that the transaction changed.</summary>
    /// <returns>The number of documents that were found.</returns>
    public int DeleteExpired(long before)
    {
        var expired = documents.Expired(before, ExpiryRules.MaxDocuments).ToList();
        foreach (var document in expired.Where(document => !changed.Contains(document.Name)))
        {
            Replace(document.Name, document, after: null);
        }

        return expired.Count;
    }

    /// <summary>Forgets the changes of the last transaction.</summary>
    public void Reset() => changed.Clear();

    private static long? ExpiryOf(StoredDocument document) =>
        ExpiryRules.ExpiresAt(document) is { } time ? (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond : null;
}
