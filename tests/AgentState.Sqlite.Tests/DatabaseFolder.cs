using AgentState.Internal.Sqlite.Files;

namespace AgentState.Sqlite.Tests;

/// <summary>A folder with one database file, and the stores over it. Disposing closes the stores and deletes the folder.</summary>
/// <remarks>Several stores over one file act as several processes.</remarks>
internal sealed class DatabaseFolder : IAsyncDisposable
{
    // On a busy machine, a process may keep the lock for as long as it does not run.
    private static readonly TimeSpan LockTimeout = TimeSpan.FromMinutes(1);

    private readonly List<SqliteDocumentStore> stores = [];

    /// <summary>The full path of the folder.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("agentstate-").FullName;

    /// <summary>The full path of the database file.</summary>
    public string DatabasePath => Path.Combine(Folder, "state.db");

    /// <summary>The sockets of the processes that listen, as full paths.</summary>
    public IReadOnlyList<string> Sockets => Directory.GetFiles(Folder, "*.sock");

    /// <summary>Opens a store, and creates the file if it does not exist.</summary>
    public SqliteDocumentStore Open(
        IMachineClock? clock = null, SqliteOptions? options = null, TimeProvider? time = null, bool useSocket = true)
    {
        var store = new SqliteDocumentStore(
            new DatabaseRoot("demo-agentstate"),
            DatabasePath,
            options ?? new SqliteOptions { LockTimeout = LockTimeout },
            time ?? TimeProvider.System,
            clock,
            useSocket);
        stores.Add(store);
        return store;
    }

    /// <summary>Opens a connection beside those of the stores; the caller disposes of it.</summary>
    public SqliteConnection Connect() => SqliteConnection.Open(DatabasePath);

    /// <summary>Runs a statement that returns one number, on a connection of its own.</summary>
    public long Number(string sql) => Run(connection => connection.Number(sql));

    /// <summary>Runs statements that return no rows, on a connection of their own.</summary>
    public void Execute(string sql) => Run(connection =>
    {
        connection.Execute(sql);
        return 0;
    });

    /// <summary>Returns what SQLite's integrity check reports; <c>ok</c> if it finds nothing.</summary>
    public string CheckIntegrity() => Run(static connection =>
    {
        using var check = connection.PrepareOnce("PRAGMA integrity_check");
        check.Step().Should().BeTrue();
        return check.Text(0);
    });

    /// <summary>Closes all stores.</summary>
    public async Task CloseAsync()
    {
        foreach (var store in stores)
        {
            await store.DisposeAsync();
        }

        stores.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private T Run<T>(Func<SqliteConnection, T> call)
    {
        using var connection = Connect();
        T? result = default;
        LockWait.Run(() => result = call(connection), LockTimeout);
        return result!;
    }
}
