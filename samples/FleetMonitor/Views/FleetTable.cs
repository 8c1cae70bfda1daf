using System.Globalization;
using AgentState;
using Spectre.Console;

namespace FleetMonitor.Views;

/// <summary>The table of agents, one per line.</summary>
internal static class FleetTable
{
    // Padded to the longest value, so that columns keep their width.
    private static readonly string[] Heads = ["agent", "type", "status ", "desired", "liveness", "heartbeat", "  done", " errors"];

    public static Panel Of(AgentsSnapshot fleet, BilledOperations billed, int rows)
    {
        var shown = fleet.Agents.Count <= rows ? fleet.Agents.Count : rows - 1;
        var cells = fleet.Agents.Take(shown).Select(Row).ToList();
        if (shown < fleet.Agents.Count)
        {
            cells.Add([new($"and {fleet.Agents.Count - shown} more", Color.Grey), .. Heads.Skip(1).Select(_ => new Cell(""))]);
        }

        return Tables.Framed(Title(fleet, billed), Heads, cells, elastic: 0);
    }

    private static Cell[] Row(Agent agent)
    {
        var grade = GradeOf(agent);
        return
        [
            new(agent.Id),
            new(agent.Type ?? "-"),
            new(Words.Of(agent.Status), ColourOf(agent.Status)),
            new(
                agent.DesiredState is { } desired ? Words.Of(desired) : "-",
                agent.DesiredState is null or AgentDesiredState.Running ? Color.Grey : Color.Yellow),
            new(Words.Of(grade), ColourOf(grade)),
            new(Time(agent.Liveness?.LastHeartbeat)),
            new(Number(agent.Stats.TasksCompleted)),
            new(Number(agent.Stats.Errors), agent.Stats.Errors > 0 ? Color.Red : Color.Grey),
        ];
    }

    // The title also counts the agents that do not fit on the screen.
    private static string Title(AgentsSnapshot fleet, BilledOperations billed)
    {
        var grades = fleet.Agents.CountBy(GradeOf)
            .OrderBy(grade => grade.Key is LivenessGrade.Absent).ThenBy(grade => grade.Key)
            .Select(grade => $"{Number(grade.Value)} {Words.Of(grade.Key)}");
        var unreadable = fleet.Unreadable.Count == 0 ? "" : $"; {Number(fleet.Unreadable.Count)} unreadable";
        return $"fleet: {string.Join(", ", grades.DefaultIfEmpty("no agents"))}{unreadable}; {Time(fleet.ReadAt)} UTC; " +
            $"{Number(billed.Reads)} reads billed; Ctrl-C ends it";
    }

    private static LivenessGrade GradeOf(Agent agent) => agent.Liveness?.Grade ?? LivenessGrade.Absent;

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
