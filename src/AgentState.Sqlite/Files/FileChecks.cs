using AgentState.Internal.Sqlite.Connections;

namespace AgentState.Internal.Sqlite.Files;

/// <summary>Checks whether a file can be used, before anything is written.</summary>
internal static class FileChecks
{
    private const int HeaderBytes = 100;

    /// <summary>Checks the place of the file, and creates a new file that only this user can read.</summary>
    /// <exception cref="DatabaseFileException">The file cannot be used.</exception>
    public static void Check(string path)
    {
        var folder = Path.GetDirectoryName(path);
        if (Directory.Exists(path) || !Directory.Exists(folder))
        {
            throw new DatabaseFileException(
                $"The database file '{path}' cannot be opened: its folder does not exist, or the path is a folder itself.", path);
        }

        if (IsRemote(FormatOf(folder)))
        {
            throw new DatabaseFileException(
                $"The database file '{path}' is on a network file system, where the locks of SQLite do not work. " +
                "Use a local disk; for processes on several machines use Firestore.",
                path);
        }

        // SQLite would take a shorter file for an empty database, and overwrite it.
        if (File.Exists(path) && new FileInfo(path).Length is > 0 and < HeaderBytes)
        {
            throw SqliteError.Damaged("The file is too short").Translate(path);
        }

        CreatePrivate(path);
    }

    /// <exception cref="DatabaseFileException">The file can only be read.</exception>
    public static void CheckWritable(SqliteConnection connection)
    {
        if (connection.IsReadOnly)
        {
            throw new DatabaseFileException(
                $"The database file '{connection.Path}' is read-only. Make the file and its folder writable.", connection.Path);
        }
    }

    /// <summary>Returns whether a file system is that of another machine.</summary>
    public static bool IsRemote(string format) => format
        is "nfs" or "nfs4" or "cifs" or "smb" or "smb2" or "smb3" or "smbfs" or "afs" or "9p" or "v9fs" or "sshfs" or "fuse.sshfs"
        or "ceph" or "glusterfs" or "lustre";

    private static string FormatOf(string folder)
    {
        try
        {
            // On Windows, two backslashes begin the name of another machine.
            return folder.StartsWith(@"\\", StringComparison.Ordinal) ? "smb" : new DriveInfo(folder).DriveFormat;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Unknown file systems are accepted: SQLite reports what does not work.
            return "";
        }
    }

    // Tokens are stored in plain text unless they are encrypted, so other users must not read the file.
    private static void CreatePrivate(string path)
    {
        if (File.Exists(path) || OperatingSystem.IsWindows())
        {
            return;
        }

        try
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            };
            new FileStream(path, options).Dispose();
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was first.
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DatabaseFileException(
                $"The database file '{path}' cannot be created. Check that its folder is writable.", path, error);
        }
    }
}
