namespace AgentState.Benchmarks;

/// <summary>The same queue emptied by the library and by the floor, in pairs, with so many handlers.</summary>
internal sealed record DrainComparison(int Handlers, IReadOnlyList<DrainRun> Library, IReadOnlyList<DrainRun> Floor)
{
    private static readonly int[] Widths = [1, 4, 16, 64];

    /// <summary>Library by floor: more than 1 = the library is faster.</summary>
    public Spread RateRatio => Spread.Of(Library.Zip(Floor, (library, floor) => library.TasksPerSecond / floor.TasksPerSecond));

    /// <param name="emulatorHost">Where the database is reached when it is filled.</param>
    /// <param name="drainHost">Where it is reached when it is emptied: the same, or something on the way there.</param>
    /// <param name="projectId">A database of its own.</param>
    /// <param name="pairs">How many pairs, after one for warming up.</param>
    /// <param name="tasks">How many tasks for so many handlers.</param>
    /// <param name="cancellationToken">Gives up.</param>
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
            return run.Tasks == tasks(handlers) ? run : throw new InvalidOperationException($"The floor completed {run.Tasks} tasks of {tasks(handlers)}.");
        }

        async Task FillAsync(int handlers)
        {
            await database.ResetAsync(tasks(handlers), cancellationToken);
            GC.Collect();
        }
    }
}
