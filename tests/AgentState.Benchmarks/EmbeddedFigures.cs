namespace AgentState.Benchmarks;

/// <summary>The library over the embedded engine, for itself, and its claims among many and few tasks.</summary>
internal sealed record EmbeddedFigures(IReadOnlyList<EmbeddedFigures.Figure> Operations, PairedRuns ManyAgainstFew)
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

        var growth = await PairedRuns.TakeAsync(
            options.Pairs, token => ClaimGrowth.TakePairAsync(library, another, options.Operations, token), cancellationToken);
        return new EmbeddedFigures(figures, growth);
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

    internal sealed record Figure(Operation Operation, OperationCost Cost, IReadOnlyList<Measurement> Runs);
}
