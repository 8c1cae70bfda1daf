using System.Diagnostics;

namespace AgentState.Benchmarks;

/// <summary>The cost of reading a fresh token, one call after the other.</summary>
/// <param name="Microseconds">Time of one call; the median of the runs.</param>
/// <param name="Bytes">Bytes that the process allocates per call; the median of the runs.</param>
/// <param name="Calls">Calls per token.</param>
/// <param name="Reads">Billed reads per token.</param>
internal sealed record TokenReads(double Microseconds, double Bytes, double Calls, double Reads)
{
    public static async Task<TokenReads> TakeAsync(
        AgentStateClient client, string key, int pairs, int operations, CancellationToken cancellationToken)
    {
        await RunAsync(client, key, operations, cancellationToken);
        using var counter = new CallCounter();
        var readsBefore = client.Billed.Reads;
        await RunAsync(client, key, operations, cancellationToken);
        var (calls, reads) = ((double)counter.Calls / operations, (double)(client.Billed.Reads - readsBefore) / operations);
        counter.Dispose();

        var (times, bytes) = (new List<double>(), new List<double>());
        for (var run = 0; run < pairs; run++)
        {
            var (allocatedBefore, started) = (GC.GetTotalAllocatedBytes(precise: true), Stopwatch.GetTimestamp());
            await RunAsync(client, key, operations, cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds / operations);
            bytes.Add((double)(GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore) / operations);
        }

        return new TokenReads(Spread.Of(times).Median, Spread.Of(bytes).Median, calls, reads);
    }

    private static async Task RunAsync(AgentStateClient client, string key, int operations, CancellationToken cancellationToken)
    {
        for (var operation = 0; operation < operations; operation++)
        {
            await client.Tokens.GetAccessTokenAsync(key, cancellationToken);
        }
    }
}
