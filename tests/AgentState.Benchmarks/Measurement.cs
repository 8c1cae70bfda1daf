using System.Diagnostics;

namespace AgentState.Benchmarks;

/// <summary>One run of one operation by one side.</summary>
/// <param name="Latencies">Milliseconds, sorted.</param>
/// <param name="BytesPerOperation">Bytes that the whole process allocated meanwhile, by operation.</param>
internal sealed record Measurement(IReadOnlyList<double> Latencies, double BytesPerOperation)
{
    public double P50 => Percentile(0.50);

    public double P95 => Percentile(0.95);

    public double OperationsPerSecond => 1000 * Latencies.Count / Latencies.Sum();

    /// <summary>Runs the operation so many times, one after the other, in rounds over a collection that was made anew.</summary>
    public static async Task<Measurement> TakeAsync(
        IContender side, Operation operation, int operations, CancellationToken cancellationToken)
    {
        var latencies = new double[operations];
        long bytes = 0;
        for (var done = 0; done < operations;)
        {
            var round = Math.Min(Workload.TasksPerRound, operations - done);
            await operation.PrepareAsync(side, round, cancellationToken);

            // What the preparation left behind is not to be swept up at the cost of what is measured.
            GC.Collect();
            var allocated = GC.GetTotalAllocatedBytes(precise: true);
            for (var number = 0; number < round; number++)
            {
                var start = Stopwatch.GetTimestamp();
                await operation.RunAsync(side, number, cancellationToken);
                latencies[done + number] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }

            bytes += GC.GetTotalAllocatedBytes(precise: true) - allocated;
            done += round;
        }

        Array.Sort(latencies);
        return new Measurement(latencies, (double)bytes / operations);
    }

    private double Percentile(double part) => Latencies[(int)(part * (Latencies.Count - 1))];
}
