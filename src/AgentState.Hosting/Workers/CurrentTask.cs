namespace AgentState;

/// <summary>Something that is done until something else is to be done instead.</summary>
internal sealed class CurrentTask : IDisposable
{
    private CancellationTokenSource? ending;

    /// <summary>Ends what is being done, and begins this.</summary>
    public void Replace(Func<CancellationToken, Task> begin, CancellationToken cancellationToken)
    {
        Dispose();
        ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var token = ending.Token;
        _ = RunAsync(begin, token);
    }

    public void Dispose()
    {
        _ = ending?.CancelAsync();
        ending = null;
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
}
