namespace AgentState.Benchmarks;

/// <summary>Prints the figures.</summary>
internal sealed class Report(TextWriter output, bool markdown)
{
    private const string Absent = "-";

    public void Print(IReadOnlyList<FirestoreComparison> comparisons)
    {
        Title("Firestore emulator: the library and the generated client alone (floor)");
        var table = new Table("operation", "side", "calls", "p50 ms", "p95 ms", "KB/op", "billed reads", "billed writes");
        foreach (var (operation, libraryCost, floorCost, runs) in comparisons)
        {
            table.Add([$"{operation}", "library", .. Firestore(libraryCost, runs.First)]);
            table.Add([$"{operation}", "floor", .. Firestore(floorCost, runs.Second)]);
        }

        table.Print(output, markdown);

        var ratios = new Table("library / floor", "median", "min", "max", "goal", "verdict");
        foreach (var (operation, cost, _, runs) in comparisons)
        {
            var calls = Goals.Calls(operation);
            ratios.Add($"{operation}: calls", $"{cost.Calls:0.##}", Absent, Absent, $"{calls}", Goals.Verdict(cost.Calls, calls));
            ratios.Add([$"{operation}: p50", .. Ratio(runs.LatencyRatio, Goals.LatencyRatio)]);
            ratios.Add([$"{operation}: allocated", .. Ratio(runs.AllocationRatio, Goals.AllocationRatio)]);
        }

        ratios.Print(output, markdown);
    }

    public void Print(EmbeddedFigures figures)
    {
        Title("Embedded engine: the library in memory");
        var table = new Table("operation", "p50 us", "p95 us", "KB/op", "operations/s", "billed reads", "billed writes");
        foreach (var (operation, cost, runs) in figures.Operations)
        {
            table.Add(
                $"{operation}",
                $"{1000 * Median(runs, run => run.P50):0.0}",
                $"{1000 * Median(runs, run => run.P95):0.0}",
                Kilobytes(runs),
                $"{Median(runs, run => run.OperationsPerSecond):0}",
                $"{cost.Reads:0.##}",
                $"{cost.Writes:0.##}");
        }

        table.Print(output, markdown);

        var (many, few) = (figures.ManyAgainstFew.First, figures.ManyAgainstFew.Second);
        var growth = new Table("claim among pending tasks", "median", "min", "max", "goal", "verdict");
        growth.Add([$"p50, {ClaimGrowth.Many} / {ClaimGrowth.Few}", .. Ratio(figures.ManyAgainstFew.LatencyRatio, Goals.ClaimGrowthRatio)]);
        growth.Add([$"p50 us, {ClaimGrowth.Many}", .. Microseconds(many)]);
        growth.Add([$"p50 us, {ClaimGrowth.Few}", .. Microseconds(few)]);
        growth.Print(output, markdown);

        var more = new Table("tasks in memory", "figure");
        more.Add("bytes per pending task", $"{figures.BytesPerPending}");
        more.Add("claimed and completed per second", $"{Spread.Of(figures.PerSecond).Median:0}");
        more.Add("the same with a priority queue under a lock", $"{Spread.Of(figures.PlainPerSecond).Median:0}");
        more.Print(output, markdown);
    }

    public void Print(FleetFigures figures)
    {
        Title("Firestore emulator: a fleet");
        var beats = figures.Heartbeats;
        var heartbeats = new Table($"heartbeats of {beats.Instances} instances in one process", "each interval");
        heartbeats.Add("calls", $"{beats.Calls:0.#}");
        heartbeats.Add("billed writes", $"{beats.Writes:0}");
        heartbeats.Add("processor time, ms", $"{beats.CpuMilliseconds:0}");
        heartbeats.Add($"billed reads of a watch without liveness, in {beats.Intervals} intervals", $"{beats.WatcherReads}");
        heartbeats.Print(output, markdown);

        var (library, raw) = (figures.Latency.Library, figures.Latency.Raw);
        var latency = new Table(
            $"watching {WatchLatency.Agents} agents: from sending a commit to its change", "library ms", "raw listener ms", "ratio");
        latency.Add(["p50", .. Compared(Percentile(library, 0.5), Percentile(raw, 0.5))]);
        latency.Add(["p95", .. Compared(Percentile(library, 0.95), Percentile(raw, 0.95))]);
        latency.Print(output, markdown);

        var memory = new Table($"watching {WatchMemory.Agents} agents", "MiB", "bytes per agent");
        memory.Add(["one watch", .. Memory(figures.Memory.Library)]);
        memory.Add(["another equal watch, in addition", .. Memory(figures.Memory.Second)]);
        memory.Add(["a raw listener's documents", .. Memory(figures.Memory.Raw)]);
        memory.Print(output, markdown);
    }

    /// <summary>Prints the method of the measurement, which is needed to interpret the figures.</summary>
    public void PrintMethod(BenchmarkOptions options) => output.WriteLine(
        $"""
        {options.Pairs} pairs of runs after a warm-up, {options.Operations} operations per run, one call at a time. The runs of a pair
        alternate, A B and B A, every ten operations. Ratios are taken within a pair; the tables show their median, minimum and maximum.
        Times are medians of the runs. KB/op are the allocations of the whole process per operation. Calls are counted in .NET's HTTP
        handler, billed operations by each side. .NET {Environment.Version}, {Environment.ProcessorCount} processors, shared with the
        emulator and other programs. Times depend on the load, so compare ratios, and repeat. A missed goal fails nothing.

        """);

    private static IEnumerable<string> Compared(double library, double raw) => [$"{library:0.00}", $"{raw:0.00}", $"{library / raw:0.00}"];

    private static IEnumerable<string> Memory(long bytes) => [$"{bytes / 1024.0 / 1024:0.0}", $"{bytes / WatchMemory.Agents}"];

    private static double Percentile(IReadOnlyList<double> figures, double share) =>
        figures.Order().ElementAt((int)Math.Ceiling(share * figures.Count) - 1);

    private void Title(string text) => Table.Title(output, markdown, text);

    private static IEnumerable<string> Firestore(OperationCost cost, IReadOnlyList<Measurement> runs) =>
    [
        $"{cost.Calls:0.##}",
        $"{Median(runs, run => run.P50):0.000}",
        $"{Median(runs, run => run.P95):0.000}",
        Kilobytes(runs),
        $"{cost.Reads:0.##}",
        $"{cost.Writes:0.##}",
    ];

    private static IEnumerable<string> Ratio(Spread ratio, double goal) =>
        [$"{ratio.Median:0.00}", $"{ratio.Min:0.00}", $"{ratio.Max:0.00}", $"{goal:0.0}", Goals.Verdict(ratio.Median, goal)];

    private static IEnumerable<string> Microseconds(IReadOnlyList<Measurement> runs)
    {
        var spread = Spread.Of(runs.Select(run => 1000 * run.P50));
        return [$"{spread.Median:0.0}", $"{spread.Min:0.0}", $"{spread.Max:0.0}", Absent, Absent];
    }

    private static string Kilobytes(IReadOnlyList<Measurement> runs) => $"{Median(runs, run => run.BytesPerOperation) / 1024:0.0}";

    private static double Median(IReadOnlyList<Measurement> runs, Func<Measurement, double> figure) =>
        Spread.Of(runs.Select(figure)).Median;
}
