using AgentState.Internal.Sqlite.Clock;
using AgentState.Internal.Sqlite.Connections;

namespace AgentState.Internal.Sqlite.Schema;

/// <summary>The table with the single row of state.</summary>
internal sealed class StateTable(SqliteConnection connection)
{
    private readonly SqliteStatement read = connection.Prepare(
        "SELECT boot_id, uptime, time, last_commit, last_change, generation, swept FROM state");

    private readonly SqliteStatement write = connection.Prepare(
        "UPDATE state SET boot_id = ?1, uptime = ?2, time = ?3, last_commit = ?4, last_change = ?5, generation = ?6, swept = ?7");

    public StateRow Read()
    {
        try
        {
            read.Step();
            var time = new FileTime(read.Text(0), read.Int64(1), read.Int64(2), read.Int64(3));
            return new StateRow(time, read.Int64(4), read.Int64(5), read.Int64(6));
        }
        finally
        {
            read.Reset();
        }
    }

    public void Write(StateRow row) => write
        .Bind(1, row.Time.BootId)
        .Bind(2, row.Time.Uptime)
        .Bind(3, row.Time.Time)
        .Bind(4, row.Time.LastCommit)
        .Bind(5, row.LastChange)
        .Bind(6, row.Generation)
        .Bind(7, row.Swept)
        .Run();
}
