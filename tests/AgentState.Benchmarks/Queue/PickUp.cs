using System.Collections.Concurrent;
using System.Diagnostics;
using Google.Cloud.Firestore.V1;

namespace AgentState.Benchmarks;

/// <summary>How long a task takes to the handler of a worker that has nothing to do, and how long a commit of the same task takes alone.</summary>
/// <param name="FromSending">Milliseconds from sending the task to its handler, sorted: its own commit is among them.</param>
/// <param name="FromStored">The same from when it was known to be stored.</param>
/// <param name="Commits">Milliseconds of plain commits between them, of the same tasks to the same collection, of a type that nobody waits for.</param>
/// <param name="CommitsElsewhere">The same to a collection that nobody listens to.</param>
internal sealed record PickUp(
    IReadOnlyList<double> FromSending, IReadOnlyList<double> FromStored, IReadOnlyList<double> Commits, IReadOnlyList<double> CommitsElsewhere)
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

        var (sending, stored) = (new List<double>(), new List<double>());
        var (commits, elsewhere) = (new List<double>(), new List<double>());
        using var pace = new PeriodicTimer(Pause);
        for (var number = -5; number < Math.Min(options.Operations, 200); number++)
        {
            await pace.WaitForNextTickAsync(cancellationToken);
            var sentAt = Stopwatch.GetTimestamp();
            var id = await enqueuing.EnqueueOneAsync(number + 5, cancellationToken);
            var storedAt = Stopwatch.GetTimestamp();
            var startedAt = await StartOf(id).Task.WaitAsync(Patience, cancellationToken);

            await pace.WaitForNextTickAsync(cancellationToken);
            var committed = await CommitAsync(floor, FloorMessages.Collection, number + 5, cancellationToken);
            await pace.WaitForNextTickAsync(cancellationToken);
            var committedElsewhere = await CommitAsync(floor, "others", number + 5, cancellationToken);

            // The first ones pay for compiling.
            if (number >= 0)
            {
                sending.Add(Stopwatch.GetElapsedTime(sentAt, startedAt).TotalMilliseconds);
                stored.Add(Math.Max(Stopwatch.GetElapsedTime(storedAt, startedAt).TotalMilliseconds, 0));
                commits.Add(committed);
                elsewhere.Add(committedElsewhere);
            }
        }

        await host.StopAsync(cancellationToken);
        return new PickUp([.. sending.Order()], [.. stored.Order()], [.. commits.Order()], [.. elsewhere.Order()]);

        TaskCompletionSource<long> StartOf(string id) =>
            started.GetOrAdd(id, _ => new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    private static async Task<double> CommitAsync(FloorChannel floor, string collection, int number, CancellationToken cancellationToken)
    {
        var write = FloorMessages.Create(floor.Root.Document(collection, Guid.NewGuid().ToString("N")), Workload.Task(number) with { Type = "elsewhere" });
        var request = new CommitRequest { Database = floor.Root.Database, Writes = { write } };
        var start = Stopwatch.GetTimestamp();
        await floor.Client.CommitAsync(request, floor.Options(cancellationToken));
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
