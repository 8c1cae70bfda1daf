namespace AgentState.Benchmarks;

/// <summary>Compares how fast the official Node client and the library drain a small queue.</summary>
internal sealed record NodeComparison(IReadOnlyList<(NodeDrain Node, DrainRun Library)> Runs, string? Absence)
{
    private const int Tasks = 100;

    private static readonly int[] Widths = [1, 4, 16];

    public static async Task<NodeComparison> TakeAsync(
        BenchmarkOptions options, FirestoreEmulator emulator, CancellationToken cancellationToken)
    {
        var (peer, absence) = await NodePeer.InstallAsync(cancellationToken);
        if (peer is null)
        {
            return new NodeComparison([], absence);
        }

        using var installed = peer;
        using var database = new BenchmarkDatabase(emulator.Host, new DatabaseRoot(emulator.NewProjectId()));
        var runs = new List<(NodeDrain, DrainRun)>();
        foreach (var workers in Widths)
        {
            await database.ResetAsync(Tasks, cancellationToken);
            var node = await peer.DrainAsync(
                emulator.Host, database.Root.ProjectId, workers, TimeSpan.FromSeconds(options.IsSmoke ? 1 : 15), cancellationToken);
            await database.ResetAsync(Tasks, cancellationToken);
            runs.Add((node, await LibraryDrain.RunAsync(emulator.Host, database.Root, Tasks, workers, cancellationToken)));
        }

        return new NodeComparison(runs, absence);
    }
}
