namespace AgentState.Benchmarks;

/// <summary>What the database bills for waiting for tasks.</summary>
/// <param name="Window">How long an idle host was looked at.</param>
/// <param name="IdleReads">Billed reads of one idle host in that time.</param>
/// <param name="Hosts">How many idle hosts waited for the same tasks.</param>
/// <param name="Tasks">How many tasks woke them, one after the other.</param>
/// <param name="FleetReads">Billed reads of all of them meanwhile.</param>
/// <param name="FleetWrites">Billed writes of all of them meanwhile.</param>
internal sealed record QueueBilling(TimeSpan Window, long IdleReads, int Hosts, int Tasks, long FleetReads, long FleetWrites)
{
    private const int Fleet = 4;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public double IdleReadsPerHour => IdleReads * (TimeSpan.FromHours(1) / Window);

    public double FleetReadsPerTask => (double)FleetReads / Tasks;

    public double FleetWritesPerTask => (double)FleetWrites / Tasks;

    public static async Task<QueueBilling> TakeAsync(BenchmarkOptions options, FirestoreEmulator emulator, CancellationToken cancellationToken)
    {
        var window = TimeSpan.FromSeconds(options.IsSmoke ? 2 : 60);
        await using var idle = new WorkerHost(emulator.Host, emulator.NewProjectId(), handlers: 4, _ => { });
        await idle.StartAsync(cancellationToken);
        await WaitAsync(Settling, cancellationToken);
        var before = idle.Client.Billed.Reads;
        await WaitAsync(window, cancellationToken);
        var idleReads = idle.Client.Billed.Reads - before;
        await idle.StopAsync(cancellationToken);

        var tasks = options.IsSmoke ? 3 : 30;
        var (reads, writes) = await WakeAsync(emulator, tasks, cancellationToken);
        return new QueueBilling(window, idleReads, Fleet, tasks, reads, writes);
    }

    private static async Task<(long Reads, long Writes)> WakeAsync(FirestoreEmulator emulator, int tasks, CancellationToken cancellationToken)
    {
        var root = new DatabaseRoot(emulator.NewProjectId());
        using var database = new BenchmarkDatabase(emulator.Host, root);
        await using var enqueuing = Library.OnFirestore(emulator.Host, database);
        using var handled = new SemaphoreSlim(0);
        var hosts = Enumerable.Range(0, Fleet)
            .Select(_ => new WorkerHost(emulator.Host, root.ProjectId, handlers: 4, _ => handled.Release())).ToList();
        try
        {
            foreach (var host in hosts)
            {
                await host.StartAsync(cancellationToken);
            }

            await WaitAsync(Settling, cancellationToken);
            var (reads, writes) = (hosts.Sum(host => host.Client.Billed.Reads), hosts.Sum(host => host.Client.Billed.Writes));
            for (var number = 0; number < tasks; number++)
            {
                await enqueuing.EnqueueOneAsync(number, cancellationToken);
                if (!await handled.WaitAsync(Patience, cancellationToken))
                {
                    throw new InvalidOperationException($"No worker took a task within {Patience}.");
                }

                // Until all of them are idle again.
                await WaitAsync(Pause, cancellationToken);
            }

            return (hosts.Sum(host => host.Client.Billed.Reads) - reads, hosts.Sum(host => host.Client.Billed.Writes) - writes);
        }
        finally
        {
            foreach (var host in hosts)
            {
                await host.StopAsync(cancellationToken);
                await host.DisposeAsync();
            }
        }
    }

    private static async Task WaitAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(time);
        await timer.WaitForNextTickAsync(cancellationToken);
    }
}
