using SQLitePCL;

namespace AgentState.Internal.Sqlite.Connections;

/// <summary>An error code of SQLite. It never leaves the engine, which translates it.</summary>
internal sealed class SqliteError(int code, string message) : Exception($"{message} (SQLite error {code}).")
{
    /// <summary>The code without its extension.</summary>
    public int Primary { get; } = code & 0xFF;

    /// <summary>Creates the error of content that SQLite returned, but that is damaged.</summary>
    public static SqliteError Damaged(string message) => new(raw.SQLITE_CORRUPT, message);

    public bool IsBusy => Primary is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;

    /// <summary>Returns the exception for callers.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="mayHaveBeenApplied">Whether a write may have taken effect.</param>
    public AgentStateException Translate(string path, bool mayHaveBeenApplied = false) => Primary switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new StateUnavailableException(
            $"Another process kept the database file '{path}' locked.", mayHaveBeenApplied: false, this),
        raw.SQLITE_FULL => new DatabaseFileException(
            $"The database file '{path}' cannot grow: the disk is full, or the file has its maximum size. Nothing was written.",
            path,
            this),
        raw.SQLITE_READONLY => new DatabaseFileException(
            $"The database file '{path}' is read-only. Nothing was written. Make the file and its folder writable.", path, this),
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => new DatabaseFileException(
            $"The file '{path}' is damaged or is not a database. " +
            "Restore it from a backup, or move it away to begin with an empty database.",
            path,
            this),
        raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_AUTH => new DatabaseFileException(
            $"The database file '{path}' cannot be opened. Check that its folder exists and is writable.", path, this),
        _ => new StateUnavailableException($"The database file '{path}' could not be read or written.", mayHaveBeenApplied, this),
    };
}
