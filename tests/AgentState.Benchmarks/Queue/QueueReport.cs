namespace AgentState.Benchmarks;

/// <summary>Prints the figures of the queue.</summary>
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

    public void Print(ProcessesComparison comparison)
    {
        Table.Title(
            output,
            markdown,
            $"Firestore emulator: draining the queue by several processes and by one; time of a handler: {comparison.Shape.Work}");
        var (shape, tasks) = (comparison.Shape, $"{comparison.One[0].Tasks}");
        var table = new Table(
            "processes", "partitions", "handlers each", "tasks", "tasks/s", "calls/task", "claims lost", "reads/task", "writes/task");
        table.Add([$"{shape.Processes}", "no", $"{shape.Handlers}", tasks, .. Drain(comparison.Many)]);
        table.Add([$"{shape.Processes}", "yes", $"{shape.Handlers}", tasks, .. Drain(comparison.Partitioned)]);
        table.Add(["1", "no", $"{shape.HandlersOfOne}", tasks, .. Drain(comparison.One)]);
        table.Print(output, markdown);

        var ratios = new Table("several processes", "median", "min", "max", "goal", "verdict");
        ratios.Add(["tasks/s, several / one (at least)", .. AtLeast(comparison.RateRatio, Goals.ProcessesRatio)]);
        ratios.Add(["the same with partitions", .. AtLeast(comparison.PartitionedRateRatio, Goals.ProcessesRatio)]);
        var gain = comparison.PartitionsRatio;
        ratios.Add("tasks/s, with / without partitions", $"{gain.Median:0.00}", $"{gain.Min:0.00}", $"{gain.Max:0.00}", Absent, Absent);
        ratios.Add(["claims lost (at most)", .. Lost(comparison.Many)]);
        ratios.Add(["the same with partitions", .. Lost(comparison.Partitioned)]);
        ratios.Print(output, markdown);
    }

    public void Print(IReadOnlyList<LimitedComparison> comparisons)
    {
        Table.Title(
            output,
            markdown,
            $"Firestore emulator: a type with a limit of {LimitedComparison.Limit} and handlers of " +
            $"{LimitedComparison.Work.TotalMilliseconds:0} ms, beside a type without a limit in the same host");
        var table = new Table("share", "latency", "median", "min", "max", "goal, at least", "verdict");
        foreach (var comparison in comparisons)
        {
            var latency = $"{comparison.Latency.TotalMilliseconds:0} ms";
            table.Add(["limited type: tasks/s of limit / handler time", latency, .. AtLeast(comparison.LimitedShare, Goals.LimitedShare)]);
            table.Add(["other type: tasks/s with the limit / without it", latency, .. AtLeast(comparison.OtherShare, Goals.OtherShare)]);
        }

        table.Print(output, markdown);
    }

    public void Print(NodeComparison comparison)
    {
        Table.Title(output, markdown, "Firestore emulator: the official Node client with the simple algorithm, beside the library");
        if (comparison.Absence is { } absence)
        {
            output.WriteLine($"Skipped: {absence}");
            output.WriteLine();
            return;
        }

        var table = new Table("workers", "side", "tasks done", "tasks/s", "claims lost");
        foreach (var (node, library) in comparison.Runs)
        {
            table.Add($"{node.Workers}", "Node client", $"{node.Done}", $"{node.TasksPerSecond:0.0}", $"{node.Lost}");
            table.Add($"{node.Workers}", "library", $"{library.Tasks}", $"{library.TasksPerSecond:0.0}", $"{library.Lost}");
        }

        table.Print(output, markdown);
    }

    public void Print(PickUp figures)
    {
        Table.Title(output, markdown, "Firestore emulator: from enqueue to the handler of an idle worker");
        var table = new Table("ms", "p50", "p95", "p99");
        table.Add(["from sending the task", .. Percentiles(figures.FromSending)]);
        table.Add(["from its storage", .. Percentiles(figures.FromStored)]);
        table.Add(["a plain commit of such a task", .. Percentiles(figures.Commits)]);
        table.Add(["the same to a collection without listeners", .. Percentiles(figures.CommitsElsewhere)]);
        table.Print(output, markdown);

        var ratios = new Table("pick-up in plain commits, p50", "figure", "goal", "verdict");
        var commit = Percentile(figures.Commits, 0.5);
        foreach (var (name, latencies) in new[] { ("from sending", figures.FromSending), ("from stored", figures.FromStored) })
        {
            var commits = Percentile(latencies, 0.5) / commit;
            ratios.Add(name, $"{commits:0.0}", $"{Goals.PickUpCommits:0.0}", Goals.Verdict(commits, Goals.PickUpCommits));
        }

        ratios.Print(output, markdown);
    }

    public void Print(QueueBilling figures)
    {
        Table.Title(output, markdown, "Firestore emulator: billed operations of idle workers");
        var table = new Table("billed", "figure", "goal", "verdict");
        var day = 24 * figures.IdleReadsPerHour;
        table.Add(
            $"reads of one idle host in {figures.Window.TotalSeconds:0} s", $"{figures.IdleReads}", Absent, Absent);
        table.Add("the same in an hour, extrapolated", $"{figures.IdleReadsPerHour:0}", Absent, Absent);
        table.Add(
            "the same in a day, extrapolated",
            $"{day:0}",
            $"{Goals.IdleReadsPerDay}",
            day <= Goals.IdleReadsPerDay ? "reached" : "not shown");
        table.Add(
            $"reads per task, {figures.Hosts} idle hosts woken by {figures.Tasks} single tasks",
            $"{figures.FleetReadsPerTask:0.00}",
            Absent,
            Absent);
        table.Add("writes per task, the same hosts and tasks", $"{figures.FleetWritesPerTask:0.00}", Absent, Absent);
        table.Print(output, markdown);
    }

    private static IEnumerable<string> Percentiles(IReadOnlyList<double> sorted) =>
        [$"{Percentile(sorted, 0.5):0.00}", $"{Percentile(sorted, 0.95):0.00}", $"{Percentile(sorted, 0.99):0.00}"];

    private static double Percentile(IReadOnlyList<double> sorted, double share) => sorted[(int)Math.Ceiling(share * sorted.Count) - 1];

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

    private static IEnumerable<string> Lost(IReadOnlyList<DrainRun> runs)
    {
        var lost = Spread.Of(runs.Select(run => run.LostShare));
        return
        [
            $"{lost.Median:0.0 %}",
            $"{lost.Min:0.0 %}",
            $"{lost.Max:0.0 %}",
            $"{Goals.LostShare:0 %}",
            Goals.Verdict(lost.Median, Goals.LostShare),
        ];
    }

    private static double Median<T>(IReadOnlyList<T> runs, Func<T, double> figure) => Spread.Of(runs.Select(figure)).Median;
}
