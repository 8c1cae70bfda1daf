using AgentState.Internal.Data;
using AgentState.Internal.Sqlite.Connections;

namespace AgentState.Internal.Sqlite.Indexing;

/// <summary>The indexes of the file, by collection id. Every process keeps the entries of all of them.</summary>
internal sealed class IndexCatalog(SqliteConnection connection)
{
    private readonly SqliteStatement read = connection.Prepare("SELECT id, definition FROM indexes ORDER BY id");
    private Dictionary<string, List<StoredIndex>> indexes = [];

    public IReadOnlyList<StoredIndex> OfCollectionId(string id) => indexes.GetValueOrDefault(id) ?? [];

    /// <summary>Returns the indexes that contain a document, given by its full name.</summary>
    public IReadOnlyList<StoredIndex> Of(string name) => OfCollectionId(DatabaseRoot.CollectionOf(name));

    /// <summary>Reads the indexes of the file again.</summary>
    public void Load()
    {
        var found = new Dictionary<string, List<StoredIndex>>(StringComparer.Ordinal);
        try
        {
            while (read.Step())
            {
                var index = IndexDefinitions.Parse(read.Int64(0), read.Text(1));
                if (!found.TryGetValue(index.CollectionId, out var list))
                {
                    found.Add(index.CollectionId, list = []);
                }

                list.Add(index);
            }
        }
        finally
        {
            read.Reset();
        }

        indexes = found;
    }
}
