using AgentState.Internal.Engines.Embedded.Expiry;
using AgentState.Internal.Sqlite.Changes;
using AgentState.Internal.Sqlite.Clock;
using AgentState.Internal.Sqlite.Connections;
using AgentState.Internal.Sqlite.Indexing;
using AgentState.Internal.Sqlite.Schema;
using AgentState.Internal.Sqlite.Storage;

namespace AgentState.Internal.Sqlite.Files;

/// <summary>An open database file, and its transactions. Not thread-safe.</summary>
/// <remarks>
/// Every transaction, also one that only reads, holds the write lock of the file. So all processes see the commits in one order, and the
/// time of a read is after the commits that it includes and before the others.
/// </remarks>
internal sealed class DatabaseFile : IDisposable
{
    private static readonly long Interval = ExpiryRules.Interval.Ticks / TimeSpan.TicksPerMicrosecond;
    private static readonly long Grace = ExpiryRules.Grace.Ticks / TimeSpan.TicksPerMicrosecond;

    private readonly SqliteConnection connection;
    private readonly TimeSpan lockTimeout;
    private readonly IMachineClock clock;
    private readonly StateTable states;
    private readonly ChangeTable changes;
    private readonly IndexCatalog indexes;
    private readonly DocumentTable documents;
    private readonly SqliteStatement version;
    private long seen;
    private long generation;
    private long seenVersion;

    private DatabaseFile(SqliteConnection connection, string prefix, TimeSpan lockTimeout, IMachineClock clock)
    {
        this.connection = connection;
        this.lockTimeout = lockTimeout;
        this.clock = clock;
        states = new StateTable(connection);
        changes = new ChangeTable(connection);
        Listeners = new ListenerTable(connection);
        indexes = new IndexCatalog(connection);
        documents = new DocumentTable(connection, prefix);
        var entries = new EntryTable(connection);
        Storage = new SqliteStorage(documents, entries, indexes, clock);
        version = connection.Prepare("PRAGMA data_version");
        InTransaction(() =>
        {
            var row = states.Read();
            if (IndexBuild.AddMissing(connection, documents, entries))
            {
                states.Write(row = row with { Generation = row.Generation + 1 });
            }

            indexes.Load();
            (seen, generation, seenVersion) = (row.LastChange, row.Generation, ReadVersion());
        });
    }

    /// <summary>The full path of the file.</summary>
    public string Path => connection.Path;

    /// <summary>The documents; for the current transaction.</summary>
    public SqliteStorage Storage { get; }

    /// <summary>The sockets of the processes that listen; for the current transaction.</summary>
    public ListenerTable Listeners { get; }

    /// <summary>Opens a file, or creates it.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <param name="prefix">The part of a full document name before the path in the database.</param>
    /// <param name="options">The options.</param>
    /// <param name="clock">The clocks of the machine.</param>
    /// <exception cref="AgentStateException">The file cannot be used.</exception>
    public static DatabaseFile Open(string path, string prefix, SqliteOptions options, IMachineClock clock)
    {
        FileChecks.Check(path);
        SqliteConnection? opened = null;
        try
        {
            opened = SqliteConnection.Open(path);
            FileChecks.CheckWritable(opened);
            LockWait.Run(() => DatabaseSchema.CheckOwner(opened), options.LockTimeout);
            LockWait.Run(() => opened.Execute("PRAGMA journal_mode = WAL"), options.LockTimeout);
            opened.Execute($"PRAGMA synchronous = {(options.Durability is SqliteDurability.PowerLoss ? "FULL" : "NORMAL")}");
            opened.Execute("PRAGMA journal_size_limit = 16777216; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384");
            LockWait.Run(() => opened.Execute("BEGIN IMMEDIATE"), options.LockTimeout);
            DatabaseSchema.Apply(opened);
            opened.Execute("COMMIT");
            return new DatabaseFile(opened, prefix, options.LockTimeout, clock);
        }
        catch (SqliteError error)
        {
            opened?.Dispose();
            throw error.Translate(path);
        }
        catch
        {
            opened?.Dispose();
            throw;
        }
    }

    /// <summary>Runs calls in one transaction. If it fails, nothing was written.</summary>
    /// <exception cref="SqliteError">The transaction was rolled back.</exception>
    /// <exception cref="DatabaseFileException">A later version of the library has changed the tables.</exception>
    public FileChanges Run(IReadOnlyList<FileCall> calls)
    {
        var row = default(StateRow);
        IReadOnlyCollection<string>? others = [];
        IReadOnlyList<string> awake = [];
        var current = 0L;
        InTransaction(() =>
        {
            Storage.Reset();
            row = states.Read();
            CheckGeneration(row);
            others = row.LastChange > seen ? changes.Since(seen) : [];
            current = ReadVersion();
            var before = row;
            Storage.Time = row.Time.Anchored(clock);
            foreach (var call in calls)
            {
                call.Run(this);
            }

            if (Storage.Changed.Count > 0)
            {
                row = Sweep(row);
                row = row with { LastChange = row.LastChange + 1 };
                changes.Add(row.LastChange, Storage.Changed.Select(documents.PathOf));
                awake = Listeners.All();
            }

            row = row with { Time = Storage.Time };
            if (row != before)
            {
                states.Write(row);
            }
        });
        (seen, seenVersion) = (row.LastChange, current);
        var names = others is null ? null : (IReadOnlyCollection<string>)[.. others.Select(documents.NameOf), .. Storage.Changed];
        return new FileChanges(names, awake);
    }

    /// <summary>Returns whether another process has committed since the last transaction; reads no table.</summary>
    public bool HasNews() => ReadVersion() != seenVersion;

    public long TakeVmSteps() => connection.TakeVmSteps();

    /// <summary>Runs a statement that returns one number, such as a pragma.</summary>
    public long Number(string sql) => connection.Number(sql);

    public void Dispose() => connection.Dispose();

    // Like the TTL of Firestore, some time after the end. Only transactions that write anyway delete, so that no timer is needed.
    private StateRow Sweep(StateRow row)
    {
        var now = Storage.Time.LastCommit;
        if (row.Swept == 0)
        {
            return row with { Swept = now };
        }

        if (now - row.Swept < Interval)
        {
            return row;
        }

        return Storage.DeleteExpired(now - Grace) < ExpiryRules.MaxDocuments ? row with { Swept = now } : row;
    }

    private void CheckGeneration(StateRow row)
    {
        if (row.Generation != generation)
        {
            var schema = connection.Number("PRAGMA user_version");
            if (schema > DatabaseSchema.Version)
            {
                throw DatabaseSchema.Later(Path, schema);
            }

            indexes.Load();
            generation = row.Generation;
        }
    }

    private long ReadVersion()
    {
        try
        {
            return version.Step() ? version.Int64(0) : 0;
        }
        finally
        {
            version.Reset();
        }
    }

    private void InTransaction(Action action)
    {
        LockWait.Run(() => connection.Execute("BEGIN IMMEDIATE"), lockTimeout);
        try
        {
            action();
            connection.Execute("COMMIT");
        }
        finally
        {
            connection.Rollback();
        }
    }
}
