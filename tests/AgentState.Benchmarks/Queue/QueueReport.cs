namespace AgentState.Benchmarks;

/// <summary>Prints what was measured of the queue.</summary>
internal sealed class QueueReport(TextWriter output, bool markdown)
{
    private const string Absent = "-";

    public void Print(string title, IReadOnlyList<DrainComparison> comparisons)
    {
        Table.Title(output, markdown, title);
        var table = new Table("handlers", "tasks", "side", "tasks/s", "calls/task", "claims lost", "reads/task", "writes/task");
        foreach (var (handlers, library, floor) in comparisons)
        {
            table.Add([$"{handlers}", $"{library[0].Tasks}", "library", .. Drain(library)]);
            table.Add([$"{handlers}", $"{floor[0].Tasks}", "floor", .. Drain(floor)]);
        }

        table.Print(output, markdown);

        var ratios = new Table("tasks/s, library / floor", "median", "min", "max", "goal, at least", "verdict");
        foreach (var comparison in comparisons)
        {
            ratios.Add([$"{comparison.Handlers} handlers", .. AtLeast(comparison.RateRatio, Goals.DrainRatio)]);
        }

        ratios.Print(output, markdown);
    }

    private static IEnumerable<string> Drain(IReadOnlyList<DrainRun> runs) =>
    [
        $"{Median(runs, run => run.TasksPerSecond):0}",
        $"{Median(runs, run => run.CallsPerTask):0.000}",
        $"{Median(runs, run => run.LostShare):0.0 %}",
        $"{Median(runs, run => run.ReadsPerTask):0.00}",
        $"{Median(runs, run => run.WritesPerTask):0.00}",
    ];

    private static IEnumerable<string> AtLeast(Spread ratio, double goal) =>
        [$"{ratio.Median:0.00}", $"{ratio.Min:0.00}", $"{ratio.Max:0.00}", $"{goal:0.0}", Goals.VerdictOfLeast(ratio.Median, goal)];

    private static double Median<T>(IReadOnlyList<T> runs, Func<T, double> figure) => Spread.Of(runs.Select(figure)).Median;
}
