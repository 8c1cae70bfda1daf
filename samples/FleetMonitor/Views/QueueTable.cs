using System.Globalization;
using Spectre.Console;

namespace FleetMonitor.Views;

/// <summary>The table of task counts, by type.</summary>
internal static class QueueTable
{
    private static readonly string[] Heads = ["type", " pending", " processing", " failed"];

    public static Panel Of(IEnumerable<QueueDepth> depths) => Tables.Framed("queue", Heads, [.. depths.Select(Row)], elastic: 0);

    private static Cell[] Row(QueueDepth depth) => [new(depth.Type), Number(depth.Pending), Number(depth.Processing), Number(depth.Failed)];

    private static Cell Number(long number) =>
        new(number.ToString("N0", CultureInfo.InvariantCulture), number == 0 ? Color.Grey : Color.Default);
}
