namespace AgentState.Benchmarks;

/// <summary>Compares how fast the library and the floor drain the same queue with the same number of handlers.</summary>
internal sealed record DrainComparison(int Handlers, IReadOnlyList<DrainRun> Library, IReadOnlyList<DrainRun> Floor)
{
    private static readonly int[] Widths = [1, 4, 16, 64];

    /// <summary>The ratio of the rates, library / floor; above 1 the library is faster.</summary>
    public Spread RateRatio => Spread.Of(Library.Zip(Floor, (library, floor) => library.TasksPerSecond / floor.TasksPerSecond));

    /// <param name="emulatorHost">The emulator, used to fill the database.</param>
    /// <param name="drainHost">The host used to drain: the emulator, or a proxy in front of it.</param>
    /// <param name="projectId">The project id of a new database.</param>
    /// <param name="pairs">The number of pairs after the warm-up.</param>
    /// <param name="tasks">Returns the number of tasks for a number of handlers.</param>
    /// <param name="cancellationToken">Cancels the comparison.</param>
    public static async Task<IReadOnlyList<DrainComparison>> TakeAsync(
        string emulatorHost, string drainHost, string projectId, int pairs, Func<int, int> tasks, CancellationToken cancellationToken)
    {
        using var database = new BenchmarkDatabase(emulatorHost, new DatabaseRoot(projectId));
        var comparisons = new List<DrainComparison>();
        foreach (var handlers in Widths)
        {
            var (library, floor) = (new List<DrainRun>(), new List<DrainRun>());
            for (var pair = 0; pair <= pairs; pair++)
            {
                var (ofLibrary, ofFloor) = await TakePairAsync(pair, handlers);
                if (pair > 0)
                {
                    library.Add(ofLibrary);
                    floor.Add(ofFloor);
                }
            }

            comparisons.Add(new DrainComparison(handlers, library, floor));
        }

        return comparisons;

        async Task<(DrainRun Library, DrainRun Floor)> TakePairAsync(int pair, int handlers)
        {
            if (pair % 2 == 0)
            {
                var first = await OfLibraryAsync(handlers);
                return (first, await OfFloorAsync(handlers));
            }

            var floor = await OfFloorAsync(handlers);
            return (await OfLibraryAsync(handlers), floor);
        }

        async Task<DrainRun> OfLibraryAsync(int handlers)
        {
            await FillAsync(handlers);
            return await LibraryDrain.RunAsync(drainHost, database.Root, tasks(handlers), handlers, cancellationToken);
        }

        async Task<DrainRun> OfFloorAsync(int handlers)
        {
            await FillAsync(handlers);
            var run = await FloorDrain.RunAsync(drainHost, database.Root, handlers, cancellationToken);
            return run.Tasks == tasks(handlers)
                ? run
                : throw new InvalidOperationException($"The floor completed {run.Tasks} tasks of {tasks(handlers)}.");
        }

        async Task FillAsync(int handlers)
        {
            await database.ResetAsync(tasks(handlers), cancellationToken);
            GC.Collect();
        }
    }
}
