using System.Globalization;
using AgentState;
using Spectre.Console;

namespace FleetMonitor.Views;

/// <summary>The agents, one a line.</summary>
internal static class FleetTable
{
    // Wide enough for every word that may come, so that nothing moves when one does.
    private static readonly string[] Heads = ["agent", "type", "status ", "wanted ", "liveness", "last beat", "  done", " errors"];

    public static Panel Of(FleetSnapshot fleet, BilledOperations billed, int rows)
    {
        var shown = fleet.Agents.Count <= rows ? fleet.Agents.Count : rows - 1;
        var cells = fleet.Agents.Take(shown).Select(Row).ToList();
        if (shown < fleet.Agents.Count)
        {
            cells.Add([new($"and {fleet.Agents.Count - shown} more", Color.Grey), .. Heads.Skip(1).Select(_ => new Cell(""))]);
        }

        return Tables.Framed(Title(fleet, billed), Heads, cells, elastic: 0);
    }

    private static Cell[] Row(AgentPresence presence)
    {
        var (agent, liveness) = presence;
        return
        [
            new(agent.Id),
            new(agent.Type ?? "-"),
            new(Words.Of(agent.Status), ColourOf(agent.Status)),
            new(agent.Wanted is { } wanted ? Words.Of(wanted) : "-", agent.Wanted is null or AgentWantedState.Running ? Color.Grey : Color.Yellow),
            new(Words.Of(liveness.Grade), ColourOf(liveness.Grade)),
            new(Time(liveness.LastHeartbeat)),
            new(Number(agent.Stats.TasksCompleted)),
            new(Number(agent.Stats.Errors), agent.Stats.Errors > 0 ? Color.Red : Color.Grey),
        ];
    }

    // Whoever has no place on the screen is counted here all the same.
    private static string Title(FleetSnapshot fleet, BilledOperations billed)
    {
        var grades = fleet.Agents.CountBy(presence => presence.Liveness.Grade)
            .OrderBy(grade => grade.Key is LivenessGrade.Absent).ThenBy(grade => grade.Key)
            .Select(grade => $"{Number(grade.Value)} {Words.Of(grade.Key)}");
        var heardAt = fleet.Agents.Select(presence => (DateTimeOffset?)presence.Liveness.ReadAt).Max();
        var unreadable = fleet.Unreadable.Count == 0 ? "" : $"; {Number(fleet.Unreadable.Count)} unreadable";
        return $"fleet: {string.Join(", ", grades.DefaultIfEmpty("no agents"))}{unreadable}; {Time(heardAt)} UTC; " +
            $"{Number(billed.Reads)} reads billed; Ctrl-C ends it";
    }

    private static Color ColourOf(LivenessGrade grade) => grade switch
    {
        LivenessGrade.Alive => Color.Green,
        LivenessGrade.Suspect => Color.Yellow,
        LivenessGrade.Dead => Color.Red,
        _ => Color.Grey,
    };

    private static Color ColourOf(AgentStatus status) => status switch
    {
        AgentStatus.Running => Color.Aqua,
        AgentStatus.Error => Color.Red,
        _ => Color.Grey,
    };

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture) ?? "-";
}
