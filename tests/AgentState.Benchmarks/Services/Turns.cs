using System.Diagnostics;

namespace AgentState.Benchmarks;

/// <summary>Alternates two ways to do the same every few operations, so that a slow phase of the machine slows both.</summary>
internal static class Turns
{
    private const int SliceLength = 10;

    /// <summary>Runs pairs after a warm-up; each operation gets a unique number.</summary>
    public static Task<PairedRuns> TakeAsync(
        BenchmarkOptions options, Func<int, Task> first, Func<int, Task> second, CancellationToken cancellationToken)
    {
        var number = 0;
        return PairedRuns.TakeAsync(options.Pairs, TakePairAsync, cancellationToken);

        async Task<(Measurement First, Measurement Second)> TakePairAsync(CancellationToken token)
        {
            var (one, other) = (new Side(first), new Side(second));
            for (var turn = 0; one.Count < options.Operations; turn++)
            {
                token.ThrowIfCancellationRequested();
                var count = Math.Min(SliceLength, options.Operations - one.Count);
                await (turn % 2 == 0 ? one : other).RunAsync(number, count);
                await (turn % 2 == 0 ? other : one).RunAsync(number, count);
                number += count;
            }

            return (one.Measured, other.Measured);
        }
    }

    private sealed class Side(Func<int, Task> operation)
    {
        private readonly List<double> latencies = [];
        private long bytes;

        public int Count => latencies.Count;

        public Measurement Measured => new([.. latencies.Order()], (double)bytes / latencies.Count);

        public async Task RunAsync(int from, int count)
        {
            var allocated = GC.GetTotalAllocatedBytes(precise: true);
            for (var number = from; number < from + count; number++)
            {
                var start = Stopwatch.GetTimestamp();
                await operation(number);
                latencies.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            bytes += GC.GetTotalAllocatedBytes(precise: true) - allocated;
        }
    }
}
