using System.Collections.Concurrent;
using System.Diagnostics;
using Google.Cloud.Firestore.V1;

namespace AgentState.Benchmarks;

/// <summary>The time from enqueue to the handler of an idle worker, beside the time of a plain commit of the same task.</summary>
/// <param name="FromSending">Milliseconds from sending the task to its handler, sorted; they include the commit.</param>
/// <param name="FromStored">Milliseconds from the answer to the commit to the handler, sorted.</param>
/// <param name="Commits">Milliseconds of plain commits to the same collection, of the same tasks with another type.</param>
/// <param name="CommitsElsewhere">Milliseconds of plain commits to a collection without listeners.</param>
internal sealed record PickUp(
    IReadOnlyList<double> FromSending,
    IReadOnlyList<double> FromStored,
    IReadOnlyList<double> Commits,
    IReadOnlyList<double> CommitsElsewhere)
{
    // Long enough for the worker to store its completion, find no task, and listen.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<PickUp> TakeAsync(BenchmarkOptions options, FirestoreEmulator emulator, CancellationToken cancellationToken)
    {
        var root = new DatabaseRoot(emulator.NewProjectId());
        var started = new ConcurrentDictionary<string, TaskCompletionSource<long>>();
        using var database = new BenchmarkDatabase(emulator.Host, root);
        using var floor = new FloorChannel(emulator.Host, root);
        await using var enqueuing = Library.OnFirestore(emulator.Host, database);
        await using var host = new WorkerHost(
            emulator.Host, root.ProjectId, handlers: 4, task => StartOf(task.Id).SetResult(Stopwatch.GetTimestamp()));
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

            // The first tasks include compilation.
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
        var write = FloorMessages.Create(
            floor.Root.Document(collection, Guid.NewGuid().ToString("N")), Workload.Task(number) with { Type = "elsewhere" });
        var request = new CommitRequest { Database = floor.Root.Database, Writes = { write } };
        var start = Stopwatch.GetTimestamp();
        await floor.Client.CommitAsync(request, floor.Options(cancellationToken));
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
