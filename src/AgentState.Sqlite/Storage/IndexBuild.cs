using AgentState.Internal.Data;
using AgentState.Internal.Sqlite.Connections;
using AgentState.Internal.Sqlite.Indexing;

namespace AgentState.Internal.Sqlite.Storage;

/// <summary>Adds the indexes that this release ships and the file lacks, with the entries of the documents that exist.</summary>
internal static class IndexBuild
{
    /// <summary>Adds what is missing; returns whether anything was. Runs in a transaction that the caller has begun.</summary>
    /// <remarks>Indexes of other releases stay: their processes may still run.</remarks>
    public static bool AddMissing(SqliteConnection connection, DocumentTable documents, EntryTable entries)
    {
        using var insert = connection.PrepareOnce("INSERT OR IGNORE INTO indexes (definition) VALUES (?1) RETURNING id");
        var added = new List<StoredIndex>();
        foreach (var line in IndexDefinitions.Shipped())
        {
            if (insert.Bind(1, line).Step())
            {
                added.Add(IndexDefinitions.Parse(insert.Int64(0), line));
            }

            insert.Reset();
        }

        if (added.Count == 0)
        {
            return false;
        }

        var byCollection = added.ToLookup(static index => index.CollectionId, StringComparer.Ordinal);
        foreach (var (number, document) in documents.Numbered())
        {
            StoredIndex[] indexes = [.. byCollection[DatabaseRoot.CollectionOf(document.Name)]];
            entries.Replace(indexes, documents.PathOf(document.Name), before: null, document, number);
        }

        return true;
    }
}
