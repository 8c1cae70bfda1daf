namespace AgentState.Benchmarks;

/// <summary>
/// Pairs of runs of two sides, A B and B A in turn: what slows the machine for a while slows both, and neither always goes first.
/// The ratio is taken within each pair.
/// </summary>
internal sealed record PairedRun(IReadOnlyList<Measurement> First, IReadOnlyList<Measurement> Second)
{
    public Spread LatencyRatio => Ratio(run => run.P50);

    public Spread AllocationRatio => Ratio(run => run.BytesPerOperation);

    /// <summary>Warms both sides up, then measures them.</summary>
    public static async Task<PairedRun> TakeAsync(
        int pairs, Func<CancellationToken, Task<Measurement>> first, Func<CancellationToken, Task<Measurement>> second, CancellationToken cancellationToken)
    {
        await first(cancellationToken);
        await second(cancellationToken);

        var firsts = new Measurement[pairs];
        var seconds = new Measurement[pairs];
        for (var pair = 0; pair < pairs; pair++)
        {
            if (pair % 2 == 0)
            {
                firsts[pair] = await first(cancellationToken);
                seconds[pair] = await second(cancellationToken);
            }
            else
            {
                seconds[pair] = await second(cancellationToken);
                firsts[pair] = await first(cancellationToken);
            }
        }

        return new PairedRun(firsts, seconds);
    }

    private Spread Ratio(Func<Measurement, double> figure) => Spread.Of(First.Zip(Second, (first, second) => figure(first) / figure(second)));
}
