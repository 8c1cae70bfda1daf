using AgentState.Internal.Engines.Embedded.Stored;
using AgentState.Internal.Sqlite.Connections;
using AgentState.Internal.Sqlite.Indexing;

namespace AgentState.Internal.Sqlite.Storage;

/// <summary>The entries of the indexes.</summary>
internal sealed class EntryTable(SqliteConnection connection)
{
    // An empty blob would be bound as null. No key is less than this one.
    private static readonly byte[] LeastKey = [0];

    private readonly SqliteStatement insert = connection.Prepare("INSERT INTO entries (index_id, key, document) VALUES (?1, ?2, ?3)");
    private readonly SqliteStatement delete = connection.Prepare("DELETE FROM entries WHERE index_id = ?1 AND key = ?2");
    private readonly SqliteStatement ascending = connection.Prepare(Select("e.key >= ?2 AND e.key < ?3", ""));
    private readonly SqliteStatement descending = connection.Prepare(Select("e.key >= ?2 AND e.key < ?3", "DESC"));
    private readonly SqliteStatement ascendingToEnd = connection.Prepare(Select("e.key >= ?2", ""));
    private readonly SqliteStatement descendingFromEnd = connection.Prepare(Select("e.key >= ?2", "DESC"));

    /// <summary>Replaces the entries of a document in the indexes of its collection.</summary>
    public void Replace(
        IReadOnlyList<StoredIndex> indexes, string path, StoredDocument? before, StoredDocument? after, long document)
    {
        foreach (var index in indexes)
        {
            var left = before is null ? null : index.KeyOf(before, path);
            var right = after is null ? null : index.KeyOf(after, path);
            if (left is not null && right is not null && left.AsSpan().SequenceEqual(right))
            {
                continue;
            }

            if (left is not null)
            {
                delete.Bind(1, index.Id).Bind(2, left).Run();
            }

            if (right is not null)
            {
                insert.Bind(1, index.Id).Bind(2, right).Bind(3, document).Run();
            }
        }
    }

    /// <summary>Returns a statement that reads the documents of a range.</summary>
    public SqliteStatement Reading(IndexMatch match)
    {
        var statement = match.To is null
            ? (match.IsReversed ? descendingFromEnd : ascendingToEnd)
            : (match.IsReversed ? descending : ascending).Bind(3, match.To);
        return statement.Bind(1, match.Index.Id).Bind(2, match.From.Length == 0 ? LeastKey : match.From);
    }

    private static string Select(string range, string direction) =>
        $"SELECT d.data FROM entries e JOIN documents d ON d.id = e.document WHERE e.index_id = ?1 AND {range} ORDER BY e.key {direction}";
}
