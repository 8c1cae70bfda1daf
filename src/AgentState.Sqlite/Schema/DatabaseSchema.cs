using AgentState.Internal.Sqlite.Connections;

namespace AgentState.Internal.Sqlite.Schema;

/// <summary>The tables of a database file, and the steps from one version to the next.</summary>
/// <remarks>
/// The version is SQLite's <c>user_version</c>. A released step never changes; a new version adds one. A file of an earlier version is
/// brought up to date when it is opened; one of a later version is refused.
/// </remarks>
internal static class DatabaseSchema
{
    /// <summary>Identifies a file of this library: the bytes of "AgSt".</summary>
    private const int ApplicationId = 0x41675374;

    private static readonly string[] Steps =
    [
        """
        CREATE TABLE documents (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, data BLOB NOT NULL, expires INTEGER);
        CREATE INDEX documents_by_expiry ON documents (expires) WHERE expires IS NOT NULL;
        CREATE TABLE indexes (id INTEGER PRIMARY KEY, definition TEXT NOT NULL UNIQUE);
        CREATE TABLE entries (
          index_id INTEGER NOT NULL, key BLOB NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (index_id, key)) WITHOUT ROWID;
        CREATE TABLE changes (sequence INTEGER PRIMARY KEY, paths BLOB NOT NULL);
        CREATE TABLE listeners (address TEXT PRIMARY KEY) WITHOUT ROWID;
        CREATE TABLE state (
          boot_id TEXT NOT NULL, uptime INTEGER NOT NULL, time INTEGER NOT NULL, last_commit INTEGER NOT NULL,
          last_change INTEGER NOT NULL, generation INTEGER NOT NULL, swept INTEGER NOT NULL);
        INSERT INTO state VALUES ('never', 0, 0, 0, 0, 0, 0);
        """,
    ];

    /// <summary>The version that this release reads and writes.</summary>
    public static int Version => Steps.Length;

    /// <summary>Checks whose file it is; reads only.</summary>
    /// <exception cref="DatabaseFileException">The file belongs to another program, or to a later version of the library.</exception>
    public static void CheckOwner(SqliteConnection connection)
    {
        var isEmpty = connection.Number("SELECT count(*) FROM sqlite_schema") == 0;
        if (!isEmpty && connection.Number("PRAGMA application_id") != ApplicationId)
        {
            throw new DatabaseFileException(
                $"The file '{connection.Path}' is a database of another program. Nothing was written. Choose another path.",
                connection.Path);
        }

        var version = connection.Number("PRAGMA user_version");
        if (version > Version)
        {
            throw Later(connection.Path, version);
        }
    }

    /// <summary>Creates the tables, or brings them up to date. Runs in a transaction that the caller has begun.</summary>
    /// <exception cref="DatabaseFileException">The file belongs to another program, or to a later version of the library.</exception>
    public static void Apply(SqliteConnection connection)
    {
        CheckOwner(connection);
        var version = connection.Number("PRAGMA user_version");
        if (version < Version)
        {
            foreach (var step in Steps.AsSpan((int)version))
            {
                connection.Execute(step);
            }

            // Processes that run already notice, and look at the version.
            connection.Execute("UPDATE state SET generation = generation + 1");
            connection.Execute($"PRAGMA application_id = {ApplicationId}");
            connection.Execute($"PRAGMA user_version = {Version}");
        }
    }

    /// <summary>Creates the error of a file that a later version of the library has written.</summary>
    public static DatabaseFileException Later(string path, long version) => new(
        $"The database file '{path}' has version {version}; this release supports {Version}. Nothing was written. " +
        "Update AgentState.Sqlite.",
        path);
}
