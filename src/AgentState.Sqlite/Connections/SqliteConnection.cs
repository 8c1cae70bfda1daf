using SQLitePCL;

namespace AgentState.Internal.Sqlite.Connections;

/// <summary>One connection to a database file. Not thread-safe.</summary>
internal sealed class SqliteConnection : IDisposable
{
    private readonly sqlite3 handle;
    private readonly List<SqliteStatement> statements = [];

    private SqliteConnection(string path, sqlite3 handle)
    {
        Path = path;
        this.handle = handle;
    }

    /// <summary>The full path of the file.</summary>
    public string Path { get; }

    /// <summary>Whether the file can only be read.</summary>
    public bool IsReadOnly => raw.sqlite3_db_readonly(handle, "main") == 1;

    /// <summary>Opens a file, or creates it.</summary>
    /// <exception cref="SqliteError">The file cannot be opened.</exception>
    public static SqliteConnection Open(string path)
    {
        Batteries_V2.Init();
        var code = raw.sqlite3_open_v2(
            path, out var handle, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX, vfs: null);
        if (code != raw.SQLITE_OK)
        {
            using (handle)
            {
                throw new SqliteError(code, raw.sqlite3_errstr(code).utf8_to_string());
            }
        }

        raw.sqlite3_extended_result_codes(handle, 1);
        return new SqliteConnection(path, handle);
    }

    /// <summary>Prepares a statement, which the connection disposes of.</summary>
    public SqliteStatement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var prepared));
        var statement = new SqliteStatement(this, prepared);
        statements.Add(statement);
        return statement;
    }

    /// <summary>Prepares a statement that the caller disposes of.</summary>
    public SqliteStatement PrepareOnce(string sql)
    {
        Check(raw.sqlite3_prepare_v3(handle, sql, 0, out var prepared));
        return new SqliteStatement(this, prepared);
    }

    /// <summary>Runs statements that return no rows.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(handle, sql));

    /// <summary>Runs a statement that returns one number, such as a pragma.</summary>
    public long Number(string sql)
    {
        using var statement = PrepareOnce(sql);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    /// <summary>Throws if a call returned an error.</summary>
    public void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            throw new SqliteError(code, raw.sqlite3_errmsg(handle).utf8_to_string());
        }
    }

    /// <summary>Rolls back the current transaction, if there is one.</summary>
    public void Rollback()
    {
        if (raw.sqlite3_get_autocommit(handle) == 0)
        {
            Check(raw.sqlite3_exec(handle, "ROLLBACK"));
        }
    }

    /// <summary>The steps of SQLite's virtual machine that the prepared statements have taken since the last call.</summary>
    public long TakeVmSteps() => statements.Sum(static statement => statement.TakeVmSteps());

    public void Dispose()
    {
        foreach (var statement in statements)
        {
            statement.Dispose();
        }

        handle.Dispose();
    }
}
