using System.Globalization;
using AgentState;

namespace QuickStart;

/// <summary>Prints what became of the tasks.</summary>
internal static class Report
{
    public static void Print(
        IReadOnlyList<AgentTask> tasks, IReadOnlyDictionary<string, string> names, IReadOnlyList<BadFile> bad, BilledOperations billed)
    {
        Table(
            ["file", "status", "priority", "agent", "ms from enqueue to end", "result"],
            tasks.Select(task => (string[])
            [
                names[task.Id],
                task.Status.ToString(),
                task.Priority.ToString(CultureInfo.InvariantCulture),
                task.AssignedTo ?? "-",
                (task.UpdatedAt - task.CreatedAt).TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture),
                task.Result?.ToJson() ?? "-",
            ]));
        foreach (var file in bad)
        {
            Console.WriteLine($"Not a payload: {file.FileName}: {file.Reason}");
        }

        Console.WriteLine($"Billed operations: {billed.Reads} reads, {billed.Writes} writes, {billed.Deletes} deletes.");
    }

    private static void Table(string[] header, IEnumerable<string[]> rows)
    {
        string[][] lines = [header, .. rows];
        var widths = header.Select((_, column) => lines.Max(line => line[column].Length)).ToArray();
        foreach (var line in lines)
        {
            Console.WriteLine(string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }

        Console.WriteLine();
    }
}
