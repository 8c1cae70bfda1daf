using System.Diagnostics;

namespace AgentState.Benchmarks;

/// <summary>Runs an operation of one side many times, one after the other.</summary>
/// <remarks>Each round starts with a new collection. A round consists of slices, between which the other side runs.</remarks>
internal sealed class Run(IContender side, Operation operation, int operations)
{
    private const int SliceLength = 10;

    private readonly double[] latencies = new double[operations];
    private long bytes;
    private int done;
    private int roundBegan;
    private int roundEnd;

    public bool IsDone => done == operations;

    public bool IsRoundDone => done == roundEnd;

    /// <summary>Runs all rounds without the other side.</summary>
    public async Task<Measurement> FinishAsync(CancellationToken cancellationToken)
    {
        while (!IsDone)
        {
            await BeginRoundAsync(cancellationToken);
            while (!IsRoundDone)
            {
                await SliceAsync(cancellationToken);
            }
        }

        return Measured();
    }

    public async Task BeginRoundAsync(CancellationToken cancellationToken)
    {
        roundBegan = done;
        roundEnd = Math.Min(done + Workload.TasksPerRound, operations);
        await operation.PrepareAsync(side, roundEnd - done, cancellationToken);

        // Collects the garbage of the preparation before the measurement.
        GC.Collect();
    }

    public async Task SliceAsync(CancellationToken cancellationToken)
    {
        var end = Math.Min(done + SliceLength, roundEnd);
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        for (; done < end; done++)
        {
            var start = Stopwatch.GetTimestamp();
            await operation.RunAsync(side, done - roundBegan, cancellationToken);
            latencies[done] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        bytes += GC.GetTotalAllocatedBytes(precise: true) - allocated;
    }

    public Measurement Measured() => new([.. latencies.Order()], (double)bytes / operations);
}
