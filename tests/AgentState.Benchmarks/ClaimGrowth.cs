using System.Diagnostics;

namespace AgentState.Benchmarks;

/// <summary>How claims on the embedded engine slow down with the number of tasks that wait: with its indexes they should hardly.</summary>
internal static class ClaimGrowth
{
    public const int Few = 100;
    public const int Many = 100_000;

    // More claims than this tell no more; without an index each looks at all of the many.
    private const int MostClaims = 50;

    /// <summary>One pair: claims among many pending tasks and among few, in turn. What is claimed is replaced, so that the numbers stay.</summary>
    public static async Task<(Measurement Many, Measurement Few)> TakePairAsync(
        Library many, Library few, int operations, CancellationToken cancellationToken)
    {
        GC.Collect();

        var claims = Math.Min(operations, MostClaims);
        var (amongMany, amongFew) = (new List<double>(claims), new List<double>(claims));
        while (amongFew.Count < claims)
        {
            amongMany.Add(await ClaimAsync(many, cancellationToken));
            amongFew.Add(await ClaimAsync(few, cancellationToken));
        }

        return (Measured(amongMany), Measured(amongFew));
    }

    // The claimed task is completed and replaced before the next claim, which is not measured.
    private static async Task<double> ClaimAsync(Library embedded, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        await embedded.ClaimAsync(0, cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;

        await embedded.CompleteAsync(0, cancellationToken);
        await embedded.EnqueueAsync(0, cancellationToken);
        return elapsed;
    }

    private static Measurement Measured(IEnumerable<double> latencies) => new([.. latencies.Order()], BytesPerOperation: double.NaN);
}
