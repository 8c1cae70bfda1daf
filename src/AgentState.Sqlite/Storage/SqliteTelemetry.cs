using System.Diagnostics.Metrics;

namespace AgentState.Internal.Sqlite.Storage;

/// <summary>The instruments of the SQLite engine.</summary>
internal static class SqliteTelemetry
{
    private static readonly Meter Meter = new(AgentStateTelemetry.MeterName);

    private static readonly Counter<long> Scans = Meter.CreateCounter<long>(
        AgentStateTelemetry.SqliteScans, "{query}", "Queries without an index, which read every document of their collections.");

    public static void Scanned(string collection)
    {
        try
        {
            Scans.Add(1, new KeyValuePair<string, object?>(AgentStateTelemetry.CollectionTag, collection));
        }
        catch (Exception)
        {
            // Meter listeners are application code: only that listener loses the count.
        }
    }
}
