namespace AgentState.Internal.Hosting.Workers.Attempts;

/// <summary>Runs one asynchronous operation at a time; starting another one cancels the current one.</summary>
internal sealed class CurrentTask : IDisposable
{
    private (CancellationTokenSource Ending, Task Running)? current;

    /// <summary>Cancels the current operation and starts another one.</summary>
    public void Replace(Func<CancellationToken, Task> begin, CancellationToken cancellationToken)
    {
        Dispose();
        var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        current = (ending, RunAsync(begin, ending.Token));
    }

    public void Dispose()
    {
        if (current is var (ending, running))
        {
            current = null;
            _ = EndAsync(ending, running);
        }
    }

    private static async Task RunAsync(Func<CancellationToken, Task> begin, CancellationToken cancellationToken)
    {
        try
        {
            await begin(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The operation was replaced or disposed.
        }
    }

    // Undisposed, the linked source would stay registered with its parent token.
    private static async Task EndAsync(CancellationTokenSource ending, Task running)
    {
        await ending.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ending.Dispose();
    }
}
