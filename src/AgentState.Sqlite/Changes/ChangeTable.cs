using System.Text;
using AgentState.Internal.Sqlite.Connections;

namespace AgentState.Internal.Sqlite.Changes;

/// <summary>The paths of the documents that recent transactions changed, for the listeners of other processes.</summary>
internal sealed class ChangeTable(SqliteConnection connection)
{
    // Rows that every live process has read long ago. One that has not reads all its listeners' targets again.
    private const int Kept = 1_000;
    private const int DeletedTogether = 100;

    // An id can contain any character but a slash, and is never empty.
    private const string Separator = "//";

    private readonly SqliteStatement insert = connection.Prepare("INSERT INTO changes (sequence, paths) VALUES (?1, ?2)");
    private readonly SqliteStatement since = connection.Prepare(
        "SELECT sequence, paths FROM changes WHERE sequence > ?1 ORDER BY sequence");

    private readonly SqliteStatement delete = connection.Prepare("DELETE FROM changes WHERE sequence <= ?1");

    /// <summary>Adds a row for the changes of a transaction.</summary>
    public void Add(long sequence, IEnumerable<string> paths)
    {
        insert.Bind(1, sequence).Bind(2, Encoding.UTF8.GetBytes(string.Join(Separator, paths))).Run();
        if (sequence % DeletedTogether == 0)
        {
            delete.Bind(1, sequence - Kept).Run();
        }
    }

    /// <summary>Returns the paths that changed after a row; null if rows in between were deleted already.</summary>
    public IReadOnlyCollection<string>? Since(long sequence)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        var next = sequence + 1;
        try
        {
            since.Bind(1, sequence);
            while (since.Step())
            {
                if (since.Int64(0) != next++)
                {
                    return null;
                }

                paths.UnionWith(Encoding.UTF8.GetString(since.Blob(1)).Split(Separator));
            }
        }
        finally
        {
            since.Reset();
        }

        return paths;
    }
}
