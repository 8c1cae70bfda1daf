using System.Diagnostics;

namespace AgentState.Benchmarks;

/// <summary>Drains the queue with a host of the library.</summary>
internal static class LibraryDrain
{
    public static async Task<DrainRun> RunAsync(
        string emulatorHost, DatabaseRoot root, int tasks, int handlers, CancellationToken cancellationToken)
    {
        var last = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = tasks;
        await using var host = new WorkerHost(emulatorHost, root.ProjectId, handlers, _ =>
        {
            if (Interlocked.Decrement(ref left) == 0)
            {
                last.SetResult();
            }
        });
        using var calls = new CallCounter();
        using var claims = new ClaimCounter();

        var start = Stopwatch.GetTimestamp();
        await host.StartAsync(cancellationToken);
        await last.Task.WaitAsync(cancellationToken);
        await host.StopAsync(cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(start, host.DrainedAt);

        return new DrainRun(tasks, elapsed, calls.Calls, claims.Won, claims.Lost, host.Client.Billed.Reads, host.Client.Billed.Writes);
    }
}
