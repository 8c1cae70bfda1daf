namespace AgentState.Benchmarks;

/// <summary>Figures of the library on the embedded engine.</summary>
/// <param name="Operations">The runs of each operation.</param>
/// <param name="ManyAgainstFew">Claims among many pending tasks and among few.</param>
/// <param name="BytesPerPending">The memory of a pending task.</param>
/// <param name="PerSecond">Tasks claimed and completed per second, one after the other.</param>
/// <param name="PlainPerSecond">The same with a priority queue under a lock, without storage, fencing and watches.</param>
internal sealed record EmbeddedFigures(
    IReadOnlyList<EmbeddedFigures.Figure> Operations,
    PairedRuns ManyAgainstFew,
    long BytesPerPending,
    IReadOnlyList<double> PerSecond,
    IReadOnlyList<double> PlainPerSecond)
{
    public static async Task<EmbeddedFigures> TakeAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        await using var library = Library.OnEmbedded();
        await using var another = Library.OnEmbedded();
        var figures = new List<Figure>();
        foreach (var operation in Enum.GetValues<Operation>())
        {
            figures.Add(await TakeAsync(library, operation, options, cancellationToken));
        }

        var before = Held();
        await library.SeedAsync(ClaimGrowth.Many, cancellationToken);
        var pending = (Held() - before) / ClaimGrowth.Many;
        await another.SeedAsync(ClaimGrowth.Few, cancellationToken);
        var growth = await PairedRuns.TakeAsync(
            options.Pairs, token => ClaimGrowth.TakePairAsync(library, another, options.Operations, token), cancellationToken);

        var (perSecond, plain) = (new List<double>(), new List<double>());
        while (perSecond.Count < options.Pairs)
        {
            perSecond.Add(await PlainQueue.LibraryPerSecondAsync(library, options.Tasks, cancellationToken));
            plain.Add(PlainQueue.PerSecond(options.Tasks));
        }

        return new EmbeddedFigures(figures, growth, pending, perSecond, plain);
    }

    private static async Task<Figure> TakeAsync(
        Library library, Operation operation, BenchmarkOptions options, CancellationToken cancellationToken)
    {
        await new Run(library, operation, options.Operations).FinishAsync(cancellationToken);
        var runs = new Measurement[options.Pairs];
        for (var run = 0; run < runs.Length; run++)
        {
            runs[run] = await new Run(library, operation, options.Operations).FinishAsync(cancellationToken);
        }

        return new Figure(operation, await OperationCost.CountAsync(library, operation, options.Operations, cancellationToken), runs);
    }

    private static long Held()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    internal sealed record Figure(Operation Operation, OperationCost Cost, IReadOnlyList<Measurement> Runs);
}
