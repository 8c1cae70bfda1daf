namespace FleetMonitor;

/// <summary>Runs several operations concurrently.</summary>
internal static class Together
{
    /// <summary>Runs the operations until one ends or fails, then cancels the others; throws the failure, if there is one.</summary>
    public static async Task RunAsync(IEnumerable<Func<CancellationToken, Task>> all, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = all.Select(one => one(ending.Token)).ToList();
        await Task.WhenAny(running);
        await ending.CancelAsync();

        // WhenAll throws a failure rather than a cancellation.
        await Task.WhenAll(running);
    }
}
