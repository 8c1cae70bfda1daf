namespace AgentState.Benchmarks;

/// <summary>
/// Runs of two sides, in pairs. The two of a pair take turns, A B and B A, a few operations at a time: what slows the machine for a
/// while slows both, and neither always goes first. The ratio is taken within each pair.
/// </summary>
internal sealed record PairedRuns(IReadOnlyList<Measurement> First, IReadOnlyList<Measurement> Second)
{
    public Spread LatencyRatio => Ratio(run => run.P50);

    public Spread AllocationRatio => Ratio(run => run.BytesPerOperation);

    /// <summary>Takes one pair for warming up, and then those that count.</summary>
    public static async Task<PairedRuns> TakeAsync(
        int pairs, Func<CancellationToken, Task<(Measurement First, Measurement Second)>> take, CancellationToken cancellationToken)
    {
        await take(cancellationToken);
        var taken = new List<(Measurement First, Measurement Second)>();
        while (taken.Count < pairs)
        {
            taken.Add(await take(cancellationToken));
        }

        return new PairedRuns([.. taken.Select(pair => pair.First)], [.. taken.Select(pair => pair.Second)]);
    }

    /// <summary>One pair: both runs, slice by slice.</summary>
    public static async Task<(Measurement First, Measurement Second)> TakePairAsync(Run first, Run second, CancellationToken cancellationToken)
    {
        while (!first.IsDone)
        {
            await first.BeginRoundAsync(cancellationToken);
            await second.BeginRoundAsync(cancellationToken);
            for (var turn = 0; !first.IsRoundDone; turn++)
            {
                var (leads, follows) = turn % 2 == 0 ? (first, second) : (second, first);
                await leads.SliceAsync(cancellationToken);
                await follows.SliceAsync(cancellationToken);
            }
        }

        return (first.Measured(), second.Measured());
    }

    private Spread Ratio(Func<Measurement, double> figure) => Spread.Of(First.Zip(Second, (first, second) => figure(first) / figure(second)));
}
