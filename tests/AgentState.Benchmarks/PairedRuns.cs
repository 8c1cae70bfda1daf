namespace AgentState.Benchmarks;

/// <summary>Pairs of runs of two sides, which alternate within a pair.</summary>
/// <remarks>
/// The sides alternate every few operations, A B and B A: a slow phase of the machine slows both, and neither is always first. Ratios are
/// taken within each pair.
/// </remarks>
internal sealed record PairedRuns(IReadOnlyList<Measurement> First, IReadOnlyList<Measurement> Second)
{
    public Spread LatencyRatio => Ratio(run => run.P50);

    public Spread AllocationRatio => Ratio(run => run.BytesPerOperation);

    /// <summary>Runs one pair as warm-up, and then the measured pairs.</summary>
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

    /// <summary>Runs one pair, slice by slice.</summary>
    public static async Task<(Measurement First, Measurement Second)> TakePairAsync(
        Run first, Run second, CancellationToken cancellationToken)
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

    private Spread Ratio(Func<Measurement, double> figure) =>
        Spread.Of(First.Zip(Second, (first, second) => figure(first) / figure(second)));
}
