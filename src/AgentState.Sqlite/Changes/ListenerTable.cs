using AgentState.Internal.Sqlite.Connections;

namespace AgentState.Internal.Sqlite.Changes;

/// <summary>The sockets of the processes that listen to the file, by file name.</summary>
internal sealed class ListenerTable(SqliteConnection connection)
{
    private readonly SqliteStatement insert = connection.Prepare("INSERT OR IGNORE INTO listeners (address) VALUES (?1)");
    private readonly SqliteStatement delete = connection.Prepare("DELETE FROM listeners WHERE address = ?1");
    private readonly SqliteStatement all = connection.Prepare("SELECT address FROM listeners");

    public void Add(string address) => insert.Bind(1, address).Run();

    public void Remove(string address) => delete.Bind(1, address).Run();

    public IReadOnlyList<string> All()
    {
        var addresses = new List<string>();
        try
        {
            while (all.Step())
            {
                addresses.Add(all.Text(0));
            }
        }
        finally
        {
            all.Reset();
        }

        return addresses;
    }
}
