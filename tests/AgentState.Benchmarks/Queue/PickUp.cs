using System.Collections.Concurrent;
using System.Diagnostics;
using Google.Cloud.Firestore.V1;

namespace AgentState.Benchmarks;

/// <summary>How long a task takes to the handler of a worker that has nothing to do, and how long a commit of the same task takes alone.</summary>
/// <param name="FromSending">Milliseconds from sending the task to its handler, sorted: its own commit is among them.</param>
/// <param name="FromStored">The same from when it was known to be stored.</param>
/// <param name="Commits">Milliseconds of plain commits between them.</param>
internal sealed record PickUp(IReadOnlyList<double> FromSending, IReadOnlyList<double> FromStored, IReadOnlyList<double> Commits)
{
    // By then the worker has stored what it did, found nothing more, and listens.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<PickUp> TakeAsync(BenchmarkOptions options, FirestoreEmulator emulator, CancellationToken cancellationToken)
    {
        var root = new DatabaseRoot(emulator.NewProjectId());
        var started = new ConcurrentDictionary<string, TaskCompletionSource<long>>();
        using var database = new BenchmarkDatabase(emulator.Host, root);
        using var floor = new FloorChannel(emulator.Host, root);
        await using var enqueuing = Library.OnFirestore(emulator.Host, database);
        await using var host = new WorkerHost(emulator.Host, root.ProjectId, handlers: 4, task => StartOf(task.Id).SetResult(Stopwatch.GetTimestamp()));
        await host.StartAsync(cancellationToken);

        var (sending, stored, commits) = (new List<double>(), new List<double>(), new List<double>());
        using var pace = new PeriodicTimer(Pause);
        for (var number = -5; number < Math.Min(options.Operations, 200); number++)
        {
            await pace.WaitForNextTickAsync(cancellationToken);
            var sentAt = Stopwatch.GetTimestamp();
            var id = await enqueuing.EnqueueOneAsync(number + 5, cancellationToken);
            var storedAt = Stopwatch.GetTimestamp();
            var startedAt = await StartOf(id).Task.WaitAsync(Patience, cancellationToken);

            await pace.WaitForNextTickAsync(cancellationToken);
            var committed = await CommitAsync(floor, number + 5, cancellationToken);

            // The first ones pay for compiling.
            if (number >= 0)
            {
                sending.Add(Stopwatch.GetElapsedTime(sentAt, startedAt).TotalMilliseconds);
                stored.Add(Math.Max(Stopwatch.GetElapsedTime(storedAt, startedAt).TotalMilliseconds, 0));
                commits.Add(committed);
            }
        }

        await host.StopAsync(cancellationToken);
        return new PickUp([.. sending.Order()], [.. stored.Order()], [.. commits.Order()]);

        TaskCompletionSource<long> StartOf(string id) =>
            started.GetOrAdd(id, _ => new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    // Into another collection: what is listened to is not touched.
    private static async Task<double> CommitAsync(FloorChannel floor, int number, CancellationToken cancellationToken)
    {
        var write = FloorMessages.Create(floor.Root.Document("others", Guid.NewGuid().ToString("N")), Workload.Task(number));
        var request = new CommitRequest { Database = floor.Root.Database, Writes = { write } };
        var start = Stopwatch.GetTimestamp();
        await floor.Client.CommitAsync(request, floor.Options(cancellationToken));
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
