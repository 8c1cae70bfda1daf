namespace AgentState.Benchmarks;

/// <summary>The billed operations of idle workers.</summary>
/// <param name="Window">The measured time of the idle host.</param>
/// <param name="IdleReads">Billed reads of one idle host during that time.</param>
/// <param name="Hosts">The number of idle hosts that wait for the same tasks.</param>
/// <param name="Tasks">The number of single tasks that wake them.</param>
/// <param name="FleetReads">Billed reads of all hosts during these tasks.</param>
/// <param name="FleetWrites">Billed writes of all hosts during these tasks.</param>
internal sealed record QueueBilling(TimeSpan Window, long IdleReads, int Hosts, int Tasks, long FleetReads, long FleetWrites)
{
    private const int Fleet = 4;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public double IdleReadsPerHour => IdleReads * (TimeSpan.FromHours(1) / Window);

    public double FleetReadsPerTask => (double)FleetReads / Tasks;

    public double FleetWritesPerTask => (double)FleetWrites / Tasks;

    public static async Task<QueueBilling> TakeAsync(
        BenchmarkOptions options, FirestoreEmulator emulator, CancellationToken cancellationToken)
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

    private static async Task<(long Reads, long Writes)> WakeAsync(
        FirestoreEmulator emulator, int tasks, CancellationToken cancellationToken)
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
                    throw new InvalidOperationException($"No worker claimed a task within {Patience}.");
                }

                // Waits until all hosts are idle again.
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
