namespace AgentState;

/// <summary>Something that is done until something else is to be done instead.</summary>
internal sealed class CurrentTask : IDisposable
{
    private (CancellationTokenSource Ending, Task Running)? current;

    /// <summary>Ends what is being done, and begins this.</summary>
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
            // Something else is to be done.
        }
    }

    // What it is linked to would hold it for ever.
    private static async Task EndAsync(CancellationTokenSource ending, Task running)
    {
        await ending.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ending.Dispose();
    }
}
