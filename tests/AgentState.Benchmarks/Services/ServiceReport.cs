namespace AgentState.Benchmarks;

/// <summary>Prints the figures of users and the activity log.</summary>
internal sealed class ServiceReport(TextWriter output, bool markdown)
{
    public void Print(UserFigures figures)
    {
        Table.Title(output, markdown, "Firestore emulator: users, the library and the generated client alone (floor)");
        var table = new Table(
            "operation", "library p50 ms", "floor p50 ms", "ratio", "min", "max", "library KB/op", "floor KB/op", "goal", "verdict");
        Add("get or create, existing", figures.Found);
        Add("get or create, new", figures.Created);
        Add("patch", figures.Patched);
        table.Print(output, markdown);

        void Add(string operation, PairedRuns runs) => table.Add(
            operation,
            $"{Spread.Of(runs.First.Select(run => run.P50)).Median:0.000}",
            $"{Spread.Of(runs.Second.Select(run => run.P50)).Median:0.000}",
            $"{runs.LatencyRatio.Median:0.00}",
            $"{runs.LatencyRatio.Min:0.00}",
            $"{runs.LatencyRatio.Max:0.00}",
            $"{Spread.Of(runs.First.Select(run => run.BytesPerOperation)).Median / 1024:0.0}",
            $"{Spread.Of(runs.Second.Select(run => run.BytesPerOperation)).Median / 1024:0.0}",
            $"{Goals.LatencyRatio:0.0}",
            Goals.Verdict(runs.LatencyRatio.Median, Goals.LatencyRatio));
    }

    public void Print(ActivityFigures figures)
    {
        Table.Title(output, markdown, "Firestore emulator: the activity log");
        var table = new Table("entries per second", "median", "min", "max");
        Add($"buffered, accepted ({figures.Entries})", figures.Accepted);
        Add("buffered, stored", figures.Stored);
        Add("acknowledged, one after the other", figures.OneByOne);
        Add("floor, 100 per commit", figures.FloorBatches);
        Add("floor, one after the other", figures.FloorOneByOne);
        table.Print(output, markdown);

        var ratio = Spread.Of(figures.Stored.Zip(figures.OneByOne, (stored, single) => stored / single));
        var more = new Table("buffered entries", "figure");
        more.Add("stored, compared with one write each", $"{ratio.Median:0.0} times ({ratio.Min:0.0} to {ratio.Max:0.0})");
        more.Add($"calls for {figures.Entries}", $"{figures.Calls}");
        more.Add($"the full queue, MiB ({figures.Queued} entries)", $"{figures.QueueBytes / 1024.0 / 1024:0.0}");
        more.Add("bytes per queued entry", $"{figures.QueueBytes / Math.Max(1, figures.Queued)}");
        more.Print(output, markdown);

        void Add(string what, IReadOnlyList<double> runs)
        {
            var spread = Spread.Of(runs);
            table.Add(what, $"{spread.Median:0}", $"{spread.Min:0}", $"{spread.Max:0}");
        }
    }
}
