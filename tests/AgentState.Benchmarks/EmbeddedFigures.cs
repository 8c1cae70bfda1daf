namespace AgentState.Benchmarks;

/// <summary>The library over the embedded engine, for itself, and its claims among few and many tasks.</summary>
internal sealed record EmbeddedFigures(IReadOnlyList<EmbeddedFigures.Figure> Operations, PairedRun ManyAgainstFew)
{
    // More claims than this tell no more; without an index each looks at all of the many.
    private const int MostGrowthClaims = 100;

    public static async Task<EmbeddedFigures> TakeAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        await using var library = Library.OnEmbedded();
        var operations = new List<Figure>();
        foreach (var operation in Enum.GetValues<Operation>())
        {
            await Measurement.TakeAsync(library, operation, options.Operations, cancellationToken);
            var runs = new Measurement[options.Pairs];
            for (var run = 0; run < runs.Length; run++)
            {
                runs[run] = await Measurement.TakeAsync(library, operation, options.Operations, cancellationToken);
            }

            operations.Add(new Figure(
                operation, await OperationCost.CountAsync(library, operation, options.Operations, cancellationToken), runs));
        }

        var claims = Math.Min(options.Operations, MostGrowthClaims);
        var growth = await PairedRun.TakeAsync(
            options.Pairs,
            token => ClaimGrowth.TakeAsync(library, ClaimGrowth.Many, claims, token),
            token => ClaimGrowth.TakeAsync(library, ClaimGrowth.Few, claims, token),
            cancellationToken);
        return new EmbeddedFigures(operations, growth);
    }

    internal sealed record Figure(Operation Operation, OperationCost Cost, IReadOnlyList<Measurement> Runs);
}
