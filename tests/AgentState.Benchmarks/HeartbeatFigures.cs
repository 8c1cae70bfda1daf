using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Benchmarks;

/// <summary>The cost of the heartbeats of many instances in one process, for the process and for a watch without liveness.</summary>
/// <param name="Instances">The number of instances.</param>
/// <param name="Intervals">The number of measured intervals.</param>
/// <param name="Calls">Calls per interval.</param>
/// <param name="Writes">Billed writes per interval.</param>
/// <param name="CpuMilliseconds">Processor time of the whole process per interval.</param>
/// <param name="WatcherReads">Billed reads of the watch in all intervals.</param>
internal sealed record HeartbeatFigures(
    int Instances, int Intervals, double Calls, double Writes, double CpuMilliseconds, long WatcherReads)
{
    public const int HowMany = 1_000;

    // Short, to keep the run short; the number of heartbeats per call does not depend on the interval.
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private const int Measured = 3;

    public static async Task<HeartbeatFigures> TakeAsync(string emulatorHost, string projectId, CancellationToken cancellationToken)
    {
        await using var fleet = Fleet.Provide(emulatorHost, projectId, Interval);
        await using var watcher = Fleet.Provide(emulatorHost, projectId, Interval);
        var client = fleet.GetRequiredService<AgentStateClient>();
        await Parallel.ForAsync(
            0,
            HowMany,
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellationToken },
            async (number, token) => await client.Agents.StartInstanceAsync(
                new AgentRegistration { Id = Fleet.AgentId(number), Type = AgentTypes.Data }, cancellationToken: token));
        var watching = watcher.GetRequiredService<AgentStateClient>();
        await using var watch = watching.Agents.WatchAllAsync(cancellationToken: cancellationToken).GetAsyncEnumerator(cancellationToken);
        await watch.MoveNextAsync();

        using var calls = new CallCounter();
        using var process = Process.GetCurrentProcess();
        using var timer = new PeriodicTimer(Interval);
        await timer.WaitForNextTickAsync(cancellationToken);
        process.Refresh();
        var (callsBefore, writesBefore, readsBefore, cpuBefore) =
            (calls.Calls, client.Billed.Writes, watching.Billed.Reads, process.TotalProcessorTime);
        for (var interval = 0; interval < Measured; interval++)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }

        process.Refresh();
        return new HeartbeatFigures(
            HowMany,
            Measured,
            (double)(calls.Calls - callsBefore) / Measured,
            (double)(client.Billed.Writes - writesBefore) / Measured,
            (process.TotalProcessorTime - cpuBefore).TotalMilliseconds / Measured,
            watching.Billed.Reads - readsBefore);
    }
}
