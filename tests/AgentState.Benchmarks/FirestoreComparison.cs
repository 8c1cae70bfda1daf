namespace AgentState.Benchmarks;

/// <summary>The library against the floor, on one emulator.</summary>
internal sealed record FirestoreComparison(Operation Operation, OperationCost LibraryCost, OperationCost FloorCost, PairedRuns Runs)
{
    public static async Task<IReadOnlyList<FirestoreComparison>> TakeAsync(
        BenchmarkOptions options, FirestoreEmulator emulator, CancellationToken cancellationToken)
    {
        // A database for each side, since both are prepared before the first slice.
        using var libraryDatabase = new BenchmarkDatabase(emulator.Host, new DatabaseRoot(emulator.NewProjectId()));
        using var floorDatabase = new BenchmarkDatabase(emulator.Host, new DatabaseRoot(emulator.NewProjectId()));
        await using var library = Library.OnFirestore(emulator.Host, libraryDatabase);
        await using var floor = new Floor(emulator.Host, floorDatabase);

        // Warm-up: the first calls of a process and of the emulator include compilation.
        var operations = Enum.GetValues<Operation>();
        foreach (var operation in operations)
        {
            await TakePairAsync(operation, cancellationToken);
        }

        var comparisons = new List<FirestoreComparison>();
        foreach (var operation in operations)
        {
            comparisons.Add(new FirestoreComparison(
                operation,
                await OperationCost.CountAsync(library, operation, options.Operations, cancellationToken),
                await OperationCost.CountAsync(floor, operation, options.Operations, cancellationToken),
                await PairedRuns.TakeAsync(options.Pairs, token => TakePairAsync(operation, token), cancellationToken)));
        }

        return comparisons;

        Task<(Measurement Library, Measurement Floor)> TakePairAsync(Operation operation, CancellationToken token) =>
            PairedRuns.TakePairAsync(new Run(library, operation, options.Operations), new Run(floor, operation, options.Operations), token);
    }
}
