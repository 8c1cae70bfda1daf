namespace AgentState.Chaos;

/// <summary>The processes with workers, which are killed and replaced, and suspended for longer than a lease.</summary>
/// <remarks>
/// A process is not killed while it is suspended. One process has a small thread pool and handlers that block their threads. Every other
/// process may run an older build.
/// </remarks>
internal sealed class WorkerFleet : IAsyncDisposable
{
    private static readonly TimeSpan[] Skews = [TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(-10)];

    // The process with the small thread pool; its clock is correct.
    private const int Throttled = 2;

    private readonly ChaosGround ground;
    private readonly QueueChaosOptions options;
    private readonly string logs;
    private readonly Disturbances disturbances;
    private readonly Seat[] seats;

    public WorkerFleet(ChaosGround ground, QueueChaosOptions options, string logs, Disturbances disturbances)
    {
        (this.ground, this.logs, this.disturbances, this.options) = (ground, logs, disturbances, options);
        seats =
        [
            .. Enumerable.Range(0, options.Workers)
                .Select(i => new Seat($"worker-{i}", i < Skews.Length ? Skews[i] : TimeSpan.Zero, i)),
        ];
        foreach (var seat in seats)
        {
            Fill(seat);
        }
    }

    public IEnumerable<string> AgentIds => seats.Select(seat => seat.AgentId);

    /// <summary>Kills and replaces one random process after the other, until it is cancelled.</summary>
    public async Task KillAsync(Random random, CancellationToken cancellationToken)
    {
        while (await PauseAsync(2000, 5000, cancellationToken))
        {
            var seat = random.GetItems(seats, 1)[0];
            if (!await seat.Gate.WaitAsync(0, CancellationToken.None))
            {
                continue;
            }

            await ReviveAsync(seat);
            await seat.Process!.KillAsync();
            disturbances.Killed(seat.Name);
            await seat.Process.DisposeAsync();
            Fill(seat);
            seat.Gate.Release();
        }
    }

    /// <summary>Suspends one random process after the other for longer than a lease and a sweep, until it is cancelled.</summary>
    public async Task FreezeAsync(Random random, CancellationToken cancellationToken)
    {
        while (await PauseAsync(1000, 4000, cancellationToken))
        {
            var seat = random.GetItems(seats, 1)[0];
            await seat.Gate.WaitAsync(CancellationToken.None);
            await ReviveAsync(seat);
            var since = Disturbances.Now;
            await seat.Process!.FreezeAsync();
            await Task.Delay((ChaosTask.Lease * 1.5) + ChaosTask.SweepInterval, TimeProvider.System, CancellationToken.None);
            await seat.Process.ContinueAsync();
            disturbances.WasStopped(seat.Name, since);
            seat.Gate.Release();
        }
    }

    /// <summary>Replaces the processes that a poison task has ended, until it is cancelled.</summary>
    public async Task ReviveAsync(CancellationToken cancellationToken)
    {
        while (await PauseAsync(100, 200, cancellationToken))
        {
            foreach (var seat in seats)
            {
                if (await seat.Gate.WaitAsync(0, CancellationToken.None))
                {
                    await ReviveAsync(seat);
                    seat.Gate.Release();
                }
            }
        }
    }

    /// <summary>Stops all processes gracefully.</summary>
    public Task StopAsync() => Task.WhenAll(seats.Select(async seat =>
    {
        await ReviveAsync(seat);
        await seat.Process!.StopAsync();
    }));

    public async ValueTask DisposeAsync()
    {
        foreach (var seat in seats)
        {
            await seat.Process!.DisposeAsync();
            seat.Gate.Dispose();
        }
    }

    private static async Task<bool> PauseAsync(int least, int most, CancellationToken cancellationToken)
    {
        await Chance.PauseAsync(least, most, cancellationToken);
        return !cancellationToken.IsCancellationRequested;
    }

    private void Fill(Seat seat)
    {
        seat.Generation++;
        var program = seat.Index % 2 == 1 ? options.OlderProgram : null;
        seat.Process = new ChildProcess(
            program,
            WorkerProcess.Arguments(
                ground, options, seat.AgentId, seat.Name, seat.Skew, logs, isThrottled: seat.Index == Throttled));
    }

    private async Task ReviveAsync(Seat seat)
    {
        if (seat.Process!.ExitCode is not { } code)
        {
            return;
        }

        if (!HandlerLog.EndedByPoison(Path.Combine(logs, seat.Name)))
        {
            throw new InvalidOperationException($"{seat.Name} exited unexpectedly with code {code}.");
        }

        disturbances.Killed(seat.Name);
        await seat.Process.DisposeAsync();
        Fill(seat);
    }

    // One agent, and its current process.
    private sealed class Seat(string agentId, TimeSpan skew, int index)
    {
        public int Index => index;

        public string AgentId => agentId;

        public TimeSpan Skew => skew;

        public SemaphoreSlim Gate { get; } = new(1, 1);

        public int Generation { get; set; }

        public ChildProcess? Process { get; set; }

        public string Name => $"{agentId}.{Generation}";
    }
}
