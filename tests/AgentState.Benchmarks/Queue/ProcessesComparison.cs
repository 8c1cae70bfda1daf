using System.Diagnostics;

namespace AgentState.Benchmarks;

/// <summary>Compares how fast several processes without and with partitions, and a single one, drain the same queue.</summary>
internal sealed record ProcessesComparison(
    ProcessesShape Shape, IReadOnlyList<DrainRun> Many, IReadOnlyList<DrainRun> Partitioned, IReadOnlyList<DrainRun> One)
{
    /// <summary>The ratio of the rates, several / one; above 1 several are faster.</summary>
    public Spread RateRatio => RatioOf(Many, One);

    /// <summary>The ratio of the rates, several with partitions / one.</summary>
    public Spread PartitionedRateRatio => RatioOf(Partitioned, One);

    /// <summary>The ratio of the rates of several, with partitions / without; above 1 partitions are faster.</summary>
    public Spread PartitionsRatio => RatioOf(Partitioned, Many);

    public static async Task<ProcessesComparison> TakeAsync(
        ProcessesShape shape, BenchmarkOptions options, FirestoreEmulator emulator, CancellationToken cancellationToken)
    {
        var (many, partitioned, one) = (new List<DrainRun>(), new List<DrainRun>(), new List<DrainRun>());

        // The emulator gets faster at first, so its first runs are not comparable.
        await TakeAsync(shape.Processes);
        while (one.Count < options.Pairs)
        {
            // The order alternates.
            if (one.Count % 2 == 0)
            {
                many.Add(await TakeAsync(shape.Processes));
                partitioned.Add(await TakeAsync(shape.Processes, usePartitions: true));
                one.Add(await TakeAsync(1));
            }
            else
            {
                one.Add(await TakeAsync(1));
                partitioned.Add(await TakeAsync(shape.Processes, usePartitions: true));
                many.Add(await TakeAsync(shape.Processes));
            }
        }

        return new ProcessesComparison(shape, many, partitioned, one);

        Task<DrainRun> TakeAsync(int processes, bool usePartitions = false) =>
            RunAsync(shape, emulator, processes, options.Tasks, usePartitions, cancellationToken);
    }

    private static Spread RatioOf(IReadOnlyList<DrainRun> some, IReadOnlyList<DrainRun> others) =>
        Spread.Of(some.Zip(others, (run, other) => run.TasksPerSecond / other.TasksPerSecond));

    private static async Task<DrainRun> RunAsync(
        ProcessesShape shape,
        FirestoreEmulator emulator,
        int processes,
        int tasks,
        bool usePartitions,
        CancellationToken cancellationToken)
    {
        var handlers = processes == 1 ? shape.HandlersOfOne : shape.Handlers;

        // Enough tasks to compile all methods and to open the connection.
        var warmUpTasks = 2 * tasks;
        using var database = new BenchmarkDatabase(emulator.Host, new DatabaseRoot(emulator.NewProjectId()), usePartitions);
        await database.ResetAsync(0, cancellationToken);
        var workers = new List<WorkerProcess>();
        try
        {
            while (workers.Count < processes)
            {
                using var warmUp = new BenchmarkDatabase(emulator.Host, new DatabaseRoot(emulator.NewProjectId()));
                await warmUp.ResetAsync(warmUpTasks, cancellationToken);
                workers.Add(
                    WorkerProcess.Start(emulator.Host, warmUp.Root.ProjectId, warmUpTasks, handlers, shape, usePartitions));
            }

            await Task.WhenAll(workers.Select(worker => worker.ReadyAsync(cancellationToken)));
            workers.ForEach(worker => worker.Tell($"go {database.Root.ProjectId}"));
            await Task.WhenAll(workers.Select(worker => worker.WaitsAsync(cancellationToken)));

            // All processes wait before all tasks appear in one commit.
            await database.FillAsync(tasks, atOnce: tasks, cancellationToken);
            while ((await Task.WhenAll(workers.Select(worker => worker.HandledAsync(cancellationToken)))).Sum() < tasks)
            {
                // The processes report their progress regularly.
            }

            workers.ForEach(worker => worker.Tell("stop"));
            var all = await Task.WhenAll(workers.Select(worker => worker.TookAsync(cancellationToken)));
            var (runs, at) = (all.Select(one => one.Run).ToList(), all.Where(one => one.Run.Tasks > 0).ToList());
            return new DrainRun(
                runs.Sum(run => run.Tasks),
                Stopwatch.GetElapsedTime(at.Min(one => one.FirstAt), at.Max(one => one.LastAt)),
                runs.Sum(run => run.Calls),
                runs.Sum(run => run.Claims),
                runs.Sum(run => run.Lost),
                runs.Sum(run => run.Reads),
                runs.Sum(run => run.Writes));
        }
        finally
        {
            foreach (var worker in workers)
            {
                await worker.DisposeAsync();
            }
        }
    }
}
