namespace AgentState.Chaos;

/// <summary>The processes with workers. They are killed and replaced, and stopped for longer than a lease; one of them does not get both at once.</summary>
internal sealed class WorkerFleet : IAsyncDisposable
{
    private static readonly TimeSpan[] Skews = [TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(-10)];

    private readonly ChaosGround ground;
    private readonly QueueSabotage sabotage;
    private readonly string logs;
    private readonly Disturbances disturbances;
    private readonly Seat[] seats;

    public WorkerFleet(ChaosGround ground, QueueChaosOptions options, string logs, Disturbances disturbances)
    {
        (this.ground, this.logs, this.disturbances, sabotage) = (ground, logs, disturbances, options.Sabotage);
        seats = [.. Enumerable.Range(0, options.Workers).Select(i => new Seat($"worker-{i}", i < Skews.Length ? Skews[i] : TimeSpan.Zero))];
        foreach (var seat in seats)
        {
            Fill(seat);
        }
    }

    public IEnumerable<string> AgentIds => seats.Select(seat => seat.AgentId);

    /// <summary>Kills one after the other, each time another one takes its place, until it is cancelled.</summary>
    public async Task KillAsync(Random random, CancellationToken cancellationToken)
    {
        while (await PauseAsync(2000, 5000, cancellationToken))
        {
            var seat = random.GetItems(seats, 1)[0];
            if (!await seat.Gate.WaitAsync(0, CancellationToken.None))
            {
                continue;
            }

            seat.RequireAlive();
            await seat.Process!.KillAsync();
            disturbances.Killed(seat.Name);
            await seat.Process.DisposeAsync();
            Fill(seat);
            seat.Gate.Release();
        }
    }

    /// <summary>Stops one after the other where it stands, for longer than a lease and a sweep, until it is cancelled.</summary>
    public async Task FreezeAsync(Random random, CancellationToken cancellationToken)
    {
        while (await PauseAsync(1000, 4000, cancellationToken))
        {
            var seat = random.GetItems(seats, 1)[0];
            await seat.Gate.WaitAsync(CancellationToken.None);
            seat.RequireAlive();
            var since = Disturbances.Now;
            await seat.Process!.FreezeAsync();
            await Task.Delay((ChaosTask.Lease * 1.5) + ChaosTask.SweepInterval, TimeProvider.System, CancellationToken.None);
            await seat.Process.ContinueAsync();
            disturbances.WasStopped(seat.Name, since);
            seat.Gate.Release();
        }
    }

    /// <summary>Lets all of them finish.</summary>
    public Task StopAsync() => Task.WhenAll(seats.Select(async seat =>
    {
        seat.RequireAlive();
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
        seat.Process = new ChildProcess(WorkerProcess.Arguments(ground, sabotage, seat.AgentId, seat.Name, seat.Skew, logs));
    }

    // One agent, whose processes come and go.
    private sealed class Seat(string agentId, TimeSpan skew)
    {
        public string AgentId => agentId;

        public TimeSpan Skew => skew;

        public SemaphoreSlim Gate { get; } = new(1, 1);

        public int Generation { get; set; }

        public ChildProcess? Process { get; set; }

        public string Name => $"{agentId}.{Generation}";

        public void RequireAlive()
        {
            if (Process!.ExitCode is { } code)
            {
                throw new InvalidOperationException($"{Name} ended with {code}, and nobody had told it to.");
            }
        }
    }
}
