using Spectre.Console;

namespace FleetMonitor.Views;

/// <summary>Creates tables with a frame and a title, without column lines, and with one line per row.</summary>
internal static class Tables
{
    private const int Least = 4;

    /// <param name="title">The title in the frame.</param>
    /// <param name="heads">The column names. A leading blank aligns numbers to the right; blanks count for the minimum width.</param>
    /// <param name="rows">The rows, with a cell for each column.</param>
    /// <param name="elastic">The column that shrinks if the table does not fit.</param>
    public static Panel Framed(string title, string[] heads, IReadOnlyList<Cell[]> rows, int elastic)
    {
        var inside = AnsiConsole.Profile.Width - 4;
        var gap = inside < 90 ? 1 : 2;
        var widths = heads.Select((head, column) => rows.Select(row => row[column].Text.Length).Append(head.Length).Max()).ToArray();
        var tooMany = widths.Sum() + (gap * (heads.Length - 1)) - inside;
        widths[elastic] -= Math.Clamp(tooMany, 0, Math.Max(0, widths[elastic] - Least));

        var table = new Table().NoBorder();
        for (var i = 0; i < heads.Length; i++)
        {
            var column = new TableColumn(new Cell(heads[i].Trim(), Color.Grey).ToText())
                .NoWrap()
                .Width(widths[i])
                .Padding(0, 0, i < heads.Length - 1 ? gap : 0, 0);
            table.AddColumn(heads[i].StartsWith(' ') ? column.RightAligned() : column);
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => cell.ToText()));
        }

        return new Panel(table).Header(Markup.Escape(title)).RoundedBorder().BorderColor(Color.Grey).Expand();
    }
}
