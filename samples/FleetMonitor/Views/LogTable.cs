using System.Globalization;
using AgentState;
using Spectre.Console;

namespace FleetMonitor.Views;

/// <summary>The table of the newest log entries, one per line.</summary>
internal static class LogTable
{
    // Padded to usual values, so that columns mostly keep their width.
    private static readonly string[] Heads = ["time    ", "level", "agent         ", "action        ", "details"];

    public static Panel Of(IEnumerable<ActivityEntry> entries) => Tables.Framed("activity", Heads, [.. entries.Select(Row)], elastic: 4);

    private static Cell[] Row(ActivityEntry entry) =>
    [
        new(entry.Timestamp.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture), Color.Grey),
        new(Words.Of(entry.Level), ColourOf(entry.Level)),
        new(entry.Agent),
        new(entry.Action),
        new(entry.Details.ToJson(), Color.Grey),
    ];

    private static Color ColourOf(ActivityLevel level) => level switch
    {
        ActivityLevel.Warn => Color.Yellow,
        ActivityLevel.Error => Color.Red,
        _ => Color.Grey,
    };
}
