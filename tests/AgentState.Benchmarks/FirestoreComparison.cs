namespace AgentState.Benchmarks;

/// <summary>The library against the floor, on one emulator.</summary>
internal sealed record FirestoreComparison(Operation Operation, OperationCost LibraryCost, OperationCost FloorCost, PairedRun Runs)
{
    public static async Task<IReadOnlyList<FirestoreComparison>> TakeAsync(
        BenchmarkOptions options, string emulatorHost, DatabaseRoot root, CancellationToken cancellationToken)
    {
        using var database = new BenchmarkDatabase(emulatorHost, root);
        await using var library = Library.OnFirestore(emulatorHost, database);
        await using var floor = new Floor(emulatorHost, database);

        // The first calls of a process pay for compiling and connecting; all operations go once before any is measured.
        foreach (var operation in Enum.GetValues<Operation>())
        {
            await Measurement.TakeAsync(library, operation, options.Operations, cancellationToken);
            await Measurement.TakeAsync(floor, operation, options.Operations, cancellationToken);
        }

        var comparisons = new List<FirestoreComparison>();
        foreach (var operation in Enum.GetValues<Operation>())
        {
            var runs = await PairedRun.TakeAsync(
                options.Pairs,
                token => Measurement.TakeAsync(library, operation, options.Operations, token),
                token => Measurement.TakeAsync(floor, operation, options.Operations, token),
                cancellationToken);
            comparisons.Add(new FirestoreComparison(
                operation,
                await OperationCost.CountAsync(library, operation, options.Operations, cancellationToken),
                await OperationCost.CountAsync(floor, operation, options.Operations, cancellationToken),
                runs));
        }

        return comparisons;
    }
}
