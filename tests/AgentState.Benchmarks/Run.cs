using System.Diagnostics;

namespace AgentState.Benchmarks;

/// <summary>
/// One side doing one operation so many times, one after the other: in rounds, each over a collection made anew, and within a round
/// in slices, between which the other side may have its turn.
/// </summary>
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

    /// <summary>Runs alone from beginning to end.</summary>
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

        // What the preparation left behind is not to be swept up at the cost of what is measured.
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
