namespace AgentState;

/// <summary>Reads a listener step by step, beside others: the next step is always under way.</summary>
internal sealed class ListenReader : IAsyncDisposable
{
    private readonly IAsyncEnumerator<ListenSnapshot> stream;
    private Task<bool> next;

    public ListenReader(IAsyncEnumerable<ListenSnapshot> snapshots)
    {
        stream = snapshots.GetAsyncEnumerator(CancellationToken.None);
        next = stream.MoveNextAsync().AsTask();
    }

    /// <summary>Ends when there is something to take.</summary>
    public Task Next => next;

    /// <summary>What there is to take; null where there is nothing yet. Throws what ended the listener.</summary>
    public ListenSnapshot? TryTake()
    {
        if (!next.IsCompleted)
        {
            return null;
        }

        next.GetAwaiter().GetResult();
        var snapshot = stream.Current;
        next = stream.MoveNextAsync().AsTask();
        return snapshot;
    }

    /// <summary>After its token was cancelled: the step under way has to end first.</summary>
    public async ValueTask DisposeAsync()
    {
        await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await stream.DisposeAsync().ConfigureAwait(false);
    }
}
