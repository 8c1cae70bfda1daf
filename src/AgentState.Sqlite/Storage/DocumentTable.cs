using AgentState.Internal.Engines.Embedded.Stored;
using AgentState.Internal.Sqlite.Connections;
using AgentState.Internal.Sqlite.Keys;
using Google.Cloud.Firestore.V1;
using Google.Protobuf;

namespace AgentState.Internal.Sqlite.Storage;

/// <summary>The documents of the file, as protobuf bytes.</summary>
/// <remarks>A document is stored with its path below the database as its name, so that the file works in any project.</remarks>
/// <param name="connection">The connection.</param>
/// <param name="prefix">The part of a full name before the path: <c>projects/P/databases/D/documents/</c>.</param>
internal sealed class DocumentTable(SqliteConnection connection, string prefix)
{
    private readonly SqliteStatement find = connection.Prepare("SELECT data FROM documents WHERE key = ?1");
    private readonly SqliteStatement insert = connection.Prepare(
        "INSERT INTO documents (key, data, expires) VALUES (?1, ?2, ?3) RETURNING id");

    private readonly SqliteStatement update = connection.Prepare(
        "UPDATE documents SET data = ?2, expires = ?3 WHERE key = ?1 RETURNING id");

    private readonly SqliteStatement delete = connection.Prepare("DELETE FROM documents WHERE key = ?1 RETURNING id");
    private readonly SqliteStatement between = connection.Prepare(
        "SELECT data FROM documents WHERE key >= ?1 AND key < ?2 ORDER BY key");

    private readonly SqliteStatement betweenReversed = connection.Prepare(
        "SELECT data FROM documents WHERE key >= ?1 AND key < ?2 ORDER BY key DESC");

    private readonly SqliteStatement all = connection.Prepare("SELECT data FROM documents");
    private readonly SqliteStatement expired = connection.Prepare(
        "SELECT data FROM documents WHERE expires < ?1 ORDER BY expires LIMIT ?2");

    /// <summary>Returns the path below the database of a full name.</summary>
    public string PathOf(string name) => name[prefix.Length..];

    /// <summary>Returns the full name of a path below the database.</summary>
    public string NameOf(string path) => prefix + path;

    public StoredDocument? Find(string name) => Rows(find.Bind(1, CollectionKey.Of(PathOf(name)))).FirstOrDefault();

    /// <summary>Returns the documents of one collection between two keys, by id.</summary>
    public IEnumerable<StoredDocument> Between(byte[] from, byte[] to, bool isReversed) =>
        Rows((isReversed ? betweenReversed : between).Bind(1, from).Bind(2, to));

    public IEnumerable<StoredDocument> All() => Rows(all);

    /// <summary>Returns all documents with their numbers in the file.</summary>
    public IEnumerable<(long Number, StoredDocument Document)> Numbered()
    {
        using var statement = connection.PrepareOnce("SELECT data, id FROM documents");
        while (statement.Step())
        {
            yield return (statement.Int64(1), Parse(statement.Blob(0)));
        }
    }

    /// <summary>Returns documents whose time to live ended before a time in microseconds, earliest first.</summary>
    public IEnumerable<StoredDocument> Expired(long before, int limit) => Rows(expired.Bind(1, before).Bind(2, limit));

    /// <summary>Inserts, updates or deletes a document; returns its number in the file.</summary>
    /// <param name="path">The path below the database.</param>
    /// <param name="exists">Whether the document exists.</param>
    /// <param name="after">The new version; null deletes the document.</param>
    /// <param name="expires">When the time to live of the new version ends, in microseconds; null = never.</param>
    public long Replace(string path, bool exists, StoredDocument? after, long? expires)
    {
        var key = CollectionKey.Of(path);
        return after is null
            ? Number(delete.Bind(1, key))
            : Number((exists ? update : insert).Bind(1, key).Bind(2, BytesOf(after, path)).Bind(3, expires));
    }

    /// <summary>Returns the document in a column of a row.</summary>
    public StoredDocument Parse(ReadOnlySpan<byte> data)
    {
        try
        {
            var document = Document.Parser.ParseFrom(data);
            document.Name = prefix + document.Name;
            return new StoredDocument(document);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw SqliteError.Damaged($"A stored document cannot be read: {error.Message}");
        }
    }

    /// <summary>Returns the documents in the first column of all rows. The statement is reset when the enumeration ends.</summary>
    public IEnumerable<StoredDocument> Rows(SqliteStatement statement)
    {
        try
        {
            while (statement.Step())
            {
                yield return Parse(statement.Blob(0));
            }
        }
        finally
        {
            statement.Reset();
        }
    }

    private static byte[] BytesOf(StoredDocument document, string path)
    {
        var stored = new Document
        {
            Name = path,
            CreateTime = document.Message.CreateTime,
            UpdateTime = document.Message.UpdateTime,
        };
        stored.Fields.Add(document.Message.Fields);
        return stored.ToByteArray();
    }

    private static long Number(SqliteStatement statement)
    {
        try
        {
            return statement.Step()
                ? statement.Int64(0)
                : throw new InvalidOperationException("The document changed while the transaction held the file.");
        }
        finally
        {
            statement.Reset();
        }
    }
}
