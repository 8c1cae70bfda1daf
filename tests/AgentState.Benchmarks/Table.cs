namespace AgentState.Benchmarks;

/// <summary>A table with a heading; the first column is aligned left, figures are aligned right.</summary>
internal sealed class Table(params IReadOnlyList<string> heading)
{
    private readonly List<IReadOnlyList<string>> rows = [];

    /// <summary>Prints the title of the tables below it.</summary>
    public static void Title(TextWriter output, bool markdown, string text)
    {
        output.WriteLine(markdown ? $"### {text}" : text);
        output.WriteLine();
    }

    public void Add(params IReadOnlyList<string> row) => rows.Add(row);

    public void Print(TextWriter output, bool markdown)
    {
        var widths = heading.Select((title, column) => rows.Select(row => row[column].Length).Append(title.Length).Max()).ToArray();
        Line(heading);
        Line([.. widths.Select((width, column) => markdown && column > 0 ? $"{new string('-', width - 1)}:" : new string('-', width))]);
        foreach (var row in rows)
        {
            Line(row);
        }

        output.WriteLine();

        void Line(IReadOnlyList<string> cells)
        {
            var padded = cells.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            output.WriteLine(markdown ? $"| {string.Join(" | ", padded)} |" : string.Join("  ", padded).TrimEnd());
        }
    }
}
