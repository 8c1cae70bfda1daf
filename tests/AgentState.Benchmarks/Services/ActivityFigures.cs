using System.Diagnostics;
using AgentState.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Benchmarks;

/// <summary>Figures of the activity log, in entries per second.</summary>
/// <param name="Entries">The number of buffered entries of each run.</param>
/// <param name="Accepted">Buffered entries, until the last was accepted.</param>
/// <param name="Stored">Buffered entries, until the last was stored.</param>
/// <param name="OneByOne">Acknowledged entries, one after the other.</param>
/// <param name="FloorBatches">The generated client alone, a hundred entries in a commit.</param>
/// <param name="FloorOneByOne">The generated client alone, one after the other.</param>
/// <param name="Calls">Calls for the buffered entries of one run.</param>
/// <param name="QueueBytes">The memory of the full queue, in bytes.</param>
/// <param name="Queued">The number of entries in the full queue.</param>
internal sealed record ActivityFigures(
    int Entries,
    IReadOnlyList<double> Accepted,
    IReadOnlyList<double> Stored,
    IReadOnlyList<double> OneByOne,
    IReadOnlyList<double> FloorBatches,
    IReadOnlyList<double> FloorOneByOne,
    int Calls,
    long QueueBytes,
    int Queued)
{
    private const int BatchSize = 100;

    public static StateMap Details { get; } = StateMap.FromJson(
        """{"repository":"octo/garden","pullRequest":42,"labels":["bug","good first issue"],"tookMilliseconds":1234.5}""");

    public static async Task<ActivityFigures> TakeAsync(
        BenchmarkOptions options, FirestoreEmulator emulator, CancellationToken cancellationToken)
    {
        var (accepted, stored, single, floorBatches, floorSingle) =
            (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var pair = -1; pair < options.Pairs; pair++)
        {
            // A new database for each run, so that runs do not slow each other; the first run is a warm-up.
            await using var provider = Fleet.Provide(emulator.Host, emulator.NewProjectId());
            var client = provider.GetRequiredService<AgentStateClient>();
            using var channel = new FloorChannel(emulator.Host, new DatabaseRoot(emulator.NewProjectId()));
            var floor = new ServiceFloor(channel);
            await client.WarmUpAsync(cancellationToken);

            var (takenIn, all) = await BufferAsync(client, options.Tasks, cancellationToken);
            var one = await PerSecondAsync(options.Operations, number => client.Activity.WriteAsync(Entry(number), cancellationToken));
            var batches = await PerSecondAsync(
                options.Tasks / BatchSize,
                number => floor.LogAsync(
                    Enumerable.Range(0, BatchSize).Select(place => $"acted {number} {place}"), cancellationToken));
            var floorOne = await PerSecondAsync(options.Operations, number => floor.LogAsync([$"acted {number}"], cancellationToken));
            if (pair < 0)
            {
                continue;
            }

            accepted.Add(takenIn);
            stored.Add(all);
            single.Add(one);
            floorBatches.Add(batches * BatchSize);
            floorSingle.Add(floorOne);
        }

        var calls = await CountAsync(options, emulator, cancellationToken);
        var (bytes, queued) = await FillAsync(emulator, cancellationToken);
        return new ActivityFigures(options.Tasks, accepted, stored, single, floorBatches, floorSingle, calls, bytes, queued);
    }

    private static NewActivity Entry(int number) => new() { Agent = "a", Action = $"acted {number}", Details = Details };

    private static async Task<(double Accepted, double Stored)> BufferAsync(
        AgentStateClient client, int entries, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        for (var number = 0; number < entries; number++)
        {
            client.Activity.TryWrite(Entry(number));
        }

        var accepted = Stopwatch.GetElapsedTime(start);
        await client.FlushAsync(cancellationToken);
        var stored = Stopwatch.GetElapsedTime(start);
        return client.Activity.Backlog is { Dropped: 0, Refused: 0, Queued: 0 }
            ? (entries / accepted.TotalSeconds, entries / stored.TotalSeconds)
            : throw new InvalidOperationException($"Not all entries were stored: {client.Activity.Backlog}.");
    }

    private static async Task<double> PerSecondAsync(int times, Func<int, Task> operation)
    {
        var start = Stopwatch.GetTimestamp();
        for (var number = 0; number < times; number++)
        {
            await operation(number);
        }

        return times / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<int> CountAsync(BenchmarkOptions options, FirestoreEmulator emulator, CancellationToken cancellationToken)
    {
        await using var provider = Fleet.Provide(emulator.Host, emulator.NewProjectId());
        using var calls = new CallCounter();
        await BufferAsync(provider.GetRequiredService<AgentStateClient>(), options.Tasks, cancellationToken);
        return calls.Calls;
    }

    // The database is unreachable, and more entries are written than fit into the queue.
    private static async Task<(long Bytes, int Queued)> FillAsync(FirestoreEmulator emulator, CancellationToken cancellationToken)
    {
        await using var network = TcpProxy.Start(emulator.Host);
        await using var provider = Fleet.Provide(network.Host, emulator.NewProjectId());
        var client = provider.GetRequiredService<AgentStateClient>();
        await client.WarmUpAsync(cancellationToken);
        network.Refuse();
        network.Cut();

        var before = Held();
        for (var number = 0; number < new ActivityOptions().QueueCapacity * 5 / 4; number++)
        {
            client.Activity.TryWrite(Entry(number));
        }

        var (bytes, queued) = (Held() - before, client.Activity.Backlog.Queued);
        network.Accept();
        return (bytes, queued);
    }

    private static long Held()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
