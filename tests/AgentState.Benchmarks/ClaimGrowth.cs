using System.Diagnostics;

namespace AgentState.Benchmarks;

/// <summary>Measures whether claims on the embedded engine get slower with the number of pending tasks.</summary>
internal static class ClaimGrowth
{
    public const int Few = 100;
    public const int Many = 100_000;

    // More claims add no information, and without an index each would read all pending tasks.
    private const int MostClaims = 50;

    /// <summary>Measures one pair: claims among many and among few pending tasks; each claimed task is replaced.</summary>
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

    // Completing and replacing the claimed task is not measured.
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
