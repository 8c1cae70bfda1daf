using AgentState;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace FleetMonitor.Views;

/// <summary>All that the screen shows at one moment.</summary>
internal sealed record Screen
{
    /// <summary>As many entries of the log as the highest of terminals has lines.</summary>
    public const int MostEntries = 100;

    // A frame above and below, and the heads of the columns.
    private const int Frame = 3;

    private const int LeastEntries = 3;

    /// <summary>The agents; null until the first answer.</summary>
    public FleetSnapshot? Fleet { get; init; }

    /// <summary>The log, the newest entry first.</summary>
    public IReadOnlyList<ActivityEntry> Entries { get; init; } = [];

    /// <summary>The queue; empty where it is not counted.</summary>
    public IReadOnlyList<QueueDepth> Depths { get; init; } = [];

    /// <summary>The tables, one above the other: the agents have as many lines as there are, the log has the rest.</summary>
    public IRenderable ToTables(BilledOperations billed, int height)
    {
        // The last line is the cursor's.
        var left = height - 1 - Frame - Frame - (Depths.Count == 0 ? 0 : Depths.Count + Frame);
        var agents = Math.Clamp(left - LeastEntries, 1, Math.Max(Fleet!.Agents.Count, 1));
        var parts = new List<IRenderable> { FleetTable.Of(Fleet, billed, agents) };
        if (Depths.Count > 0)
        {
            parts.Add(QueueTable.Of(Depths));
        }

        parts.Add(LogTable.Of(Entries.Take(Math.Max(left - agents, 1))));
        return new Rows(parts);
    }
}
