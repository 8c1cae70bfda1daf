using System.Diagnostics;

namespace AgentState.Benchmarks;

/// <summary>How claims on the embedded engine slow down with the number of tasks that wait: with its indexes they should hardly.</summary>
internal static class ClaimGrowth
{
    public const int Few = 100;
    public const int Many = 10_000;

    /// <summary>Claims among so many pending tasks; each is completed and replaced before the next, which is not measured.</summary>
    public static async Task<Measurement> TakeAsync(Library embedded, int pending, int claims, CancellationToken cancellationToken)
    {
        await embedded.SeedAsync(pending, cancellationToken);
        GC.Collect();
        var latencies = new double[claims];
        long bytes = 0;
        for (var claim = 0; claim < claims; claim++)
        {
            // This thread's own count is exact here: the embedded engine answers on the thread that asks.
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            await embedded.ClaimAsync(0, cancellationToken);
            latencies[claim] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            bytes += GC.GetAllocatedBytesForCurrentThread() - allocated;

            await embedded.CompleteAsync(0, cancellationToken);
            await embedded.EnqueueAsync(claim, cancellationToken);
        }

        Array.Sort(latencies);
        return new Measurement(latencies, (double)bytes / claims);
    }
}
