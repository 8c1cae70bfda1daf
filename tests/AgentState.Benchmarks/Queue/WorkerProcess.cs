using System.Diagnostics;
using System.Globalization;

namespace AgentState.Benchmarks;

/// <summary>A child process of this program with a host of the library.</summary>
/// <remarks>
/// It warms up on its own queue, and then reads commands as lines: "go PROJECT" waits for tasks in that project, "stop" ends it. It prints
/// the number of handled tasks regularly, and the figures at the end.
/// </remarks>
internal sealed class WorkerProcess : IAsyncDisposable
{
    public const string Verb = "work";

    private readonly Process process;

    private WorkerProcess(Process process) => this.process = process;

    public static WorkerProcess Start(
        string emulatorHost, string warmUpProject, int warmUpTasks, int handlers, ProcessesShape shape, bool usePartitions)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };

        // Compiles each method once, in the warm-up, and not again during the measurement.
        start.Environment["DOTNET_TieredCompilation"] = "0";
        foreach (var argument in new[]
        {
            "exec", typeof(WorkerProcess).Assembly.Location, Verb, emulatorHost, warmUpProject,
            $"{warmUpTasks}", $"{handlers}", $"{shape.Least}", $"{shape.Most}", $"{usePartitions}",
        })
        {
            start.ArgumentList.Add(argument);
        }

        return new WorkerProcess(Process.Start(start)!);
    }

    /// <summary>Runs the child process; its timestamps are comparable between processes of one machine.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        var (emulatorHost, warmUp, tasks, handlers) = (args[0], args[1], Whole(args[2]), Whole(args[3]));
        await LibraryDrain.RunAsync(emulatorHost, new DatabaseRoot(warmUp), tasks, handlers, CancellationToken.None);
        Console.WriteLine("ready");

        var project = (await Console.In.ReadLineAsync())!.Split(' ')[1];
        var (handled, firstAt, lastAt) = (0, 0L, 0L);
        var (least, most) = (Whole(args[4]), Whole(args[5]));
        await using var host = new WorkerHost(
            emulatorHost,
            project,
            handlers,
            _ =>
            {
                Interlocked.Increment(ref handled);
                var at = Stopwatch.GetTimestamp();
                Interlocked.CompareExchange(ref firstAt, at, 0);
                Volatile.Write(ref lastAt, at);
            },
            () => ProcessesShape.WorkAsync(least, most),
            usePartitions: bool.Parse(args[6]));
        using var calls = new CallCounter();
        using var claims = new ClaimCounter();
        await host.StartAsync(CancellationToken.None);
        Console.WriteLine("waits");
        using (var telling = new Timer(
            _ => Console.WriteLine($"handled {Volatile.Read(ref handled)}"), state: null, TimeSpan.Zero, TimeSpan.FromMilliseconds(100)))
        {
            await Console.In.ReadLineAsync();
        }

        await host.StopAsync(CancellationToken.None);
        var billed = host.Client.Billed;
        Console.WriteLine(
            $"took {handled} {Volatile.Read(ref firstAt)} {Volatile.Read(ref lastAt)} " +
            $"{calls.Calls} {claims.Won} {claims.Lost} {billed.Reads} {billed.Writes}");
        return 0;
    }

    /// <summary>Waits for the end of the warm-up.</summary>
    public Task ReadyAsync(CancellationToken cancellationToken) => NextAsync("ready", cancellationToken);

    /// <summary>Waits until the worker is registered and waits for tasks.</summary>
    public Task WaitsAsync(CancellationToken cancellationToken) => NextAsync("waits", cancellationToken);

    /// <summary>Sends a command.</summary>
    public void Tell(string line) => process.StandardInput.WriteLine(line);

    /// <summary>Waits for the next report, and returns the number of handled tasks.</summary>
    public async Task<int> HandledAsync(CancellationToken cancellationToken) => Whole((await NextAsync("handled", cancellationToken))[1]);

    /// <summary>Waits for the end, and returns the figures and the timestamps of the first and the last call of a handler.</summary>
    public async Task<(DrainRun Run, long FirstAt, long LastAt)> TookAsync(CancellationToken cancellationToken)
    {
        var words = await NextAsync("took", cancellationToken);
        var figures = words.Skip(1).Select(word => long.Parse(word, CultureInfo.InvariantCulture)).ToArray();
        await process.WaitForExitAsync(cancellationToken);
        var run = new DrainRun(
            (int)figures[0],
            Stopwatch.GetElapsedTime(figures[1], figures[2]),
            figures[3],
            figures[4],
            figures[5],
            figures[6],
            figures[7]);
        return (run, figures[1], figures[2]);
    }

    public ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string[]> NextAsync(string verb, CancellationToken cancellationToken)
    {
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            var words = line.Split(' ');
            if (words[0] == verb)
            {
                return words;
            }
        }

        throw new InvalidOperationException($"A worker process ended before it printed '{verb}'.");
    }

    private static int Whole(string word) => int.Parse(word, CultureInfo.InvariantCulture);
}
