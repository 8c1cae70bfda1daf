namespace FleetMonitor;

/// <summary>Several things that go on side by side.</summary>
internal static class Together
{
    /// <summary>Runs them until one ends or fails; that ends the others too. Then what went wrong is thrown, if anything did.</summary>
    public static async Task RunAsync(IEnumerable<Func<CancellationToken, Task>> all, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = all.Select(one => one(ending.Token)).ToList();
        await Task.WhenAny(running);
        await ending.CancelAsync();

        // A failure goes before those that were merely cancelled.
        await Task.WhenAll(running);
    }
}
