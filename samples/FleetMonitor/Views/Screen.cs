using AgentState;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace FleetMonitor.Views;

/// <summary>The content of the screen.</summary>
internal sealed record Screen
{
    /// <summary>The maximum number of log entries; more than the lines of any terminal.</summary>
    public const int MostEntries = 100;

    // The top and bottom frame, and the column heads.
    private const int Frame = 3;

    private const int LeastEntries = 3;

    /// <summary>The agents; null before the first snapshot.</summary>
    public AgentsSnapshot? Fleet { get; init; }

    /// <summary>The log, newest entry first.</summary>
    public IReadOnlyList<ActivityEntry> Entries { get; init; } = [];

    /// <summary>The counts of the queue; empty if it is not counted.</summary>
    public IReadOnlyList<QueueDepth> Depths { get; init; } = [];

    /// <summary>Returns the tables, one above the other; the log gets the lines that the agents do not need.</summary>
    public IRenderable ToTables(BilledOperations billed, int height)
    {
        // The last line is for the cursor.
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
