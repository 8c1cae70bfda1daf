using System.Diagnostics;
using System.Globalization;

namespace AgentState.Benchmarks;

/// <summary>
/// A host of the library in a process of its own: this program again, with a verb. It warms up on a queue of its own, and then does what lines tell it:
/// "go PROJECT" waits for tasks there, "stop" ends it. It tells how many tasks it has handled whenever that has changed, and at the end what it took.
/// </summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    public const string Verb = "work";

    private readonly Process process;

    private WorkerProcess(Process process) => this.process = process;

    public static WorkerProcess Start(string emulatorHost, string warmUpProject, int warmUpTasks, int handlers, ProcessesShape shape)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };

        // What is compiled is compiled for good in the warm-up, and not again while it is measured.
        start.Environment["DOTNET_TieredCompilation"] = "0";
        foreach (var argument in new[] { "exec", typeof(WorkerProcess).Assembly.Location, Verb, emulatorHost, warmUpProject, $"{warmUpTasks}", $"{handlers}", $"{shape.Least}", $"{shape.Most}" })
        {
            start.ArgumentList.Add(argument);
        }

        return new WorkerProcess(Process.Start(start)!);
    }

    /// <summary>What the process does. Its clock is that of all processes of the machine.</summary>
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
            () => ProcessesShape.WorkAsync(least, most));
        using var calls = new CallCounter();
        using var claims = new ClaimCounter();
        await host.StartAsync(CancellationToken.None);
        Console.WriteLine("waits");
        using (var telling = new Timer(_ => Console.WriteLine($"handled {Volatile.Read(ref handled)}"), state: null, TimeSpan.Zero, TimeSpan.FromMilliseconds(100)))
        {
            await Console.In.ReadLineAsync();
        }

        await host.StopAsync(CancellationToken.None);
        var billed = host.Client.Billed;
        Console.WriteLine($"took {handled} {Volatile.Read(ref firstAt)} {Volatile.Read(ref lastAt)} {calls.Calls} {claims.Won} {claims.Lost} {billed.Reads} {billed.Writes}");
        return 0;
    }

    /// <summary>Waits until it has warmed up.</summary>
    public Task ReadyAsync(CancellationToken cancellationToken) => NextAsync("ready", cancellationToken);

    /// <summary>Waits until its worker is registered, and waits for tasks.</summary>
    public Task WaitsAsync(CancellationToken cancellationToken) => NextAsync("waits", cancellationToken);

    /// <summary>Tells it something.</summary>
    public void Tell(string line) => process.StandardInput.WriteLine(line);

    /// <summary>How many tasks it has handled, when it next tells.</summary>
    public async Task<int> HandledAsync(CancellationToken cancellationToken) => Whole((await NextAsync("handled", cancellationToken))[1]);

    /// <summary>What it took, after it was told to stop, and when its handlers were first and last called: on the clock of all processes of the machine.</summary>
    public async Task<(DrainRun Run, long FirstAt, long LastAt)> TookAsync(CancellationToken cancellationToken)
    {
        var words = await NextAsync("took", cancellationToken);
        var figures = words.Skip(1).Select(word => long.Parse(word, CultureInfo.InvariantCulture)).ToArray();
        await process.WaitForExitAsync(cancellationToken);
        return (new DrainRun((int)figures[0], Stopwatch.GetElapsedTime(figures[1], figures[2]), figures[3], figures[4], figures[5], figures[6], figures[7]), figures[1], figures[2]);
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

        throw new InvalidOperationException($"A worker's process ended before it told '{verb}'.");
    }

    private static int Whole(string word) => int.Parse(word, CultureInfo.InvariantCulture);
}
