using AgentState.Internal.Documents;

namespace AgentState.Internal.Watching;

/// <summary>Reads a listener step by step, so that a caller can wait for several listeners; the next read is always pending.</summary>
internal sealed class ListenReader : IAsyncDisposable
{
    private readonly IAsyncEnumerator<ListenSnapshot> stream;
    private Task<bool> next;

    public ListenReader(IAsyncEnumerable<ListenSnapshot> snapshots)
    {
        stream = snapshots.GetAsyncEnumerator(CancellationToken.None);
        next = stream.MoveNextAsync().AsTask();
    }

    /// <summary>A task that completes when a snapshot is available or the listener has ended.</summary>
    public Task Next => next;

    /// <summary>Returns the next snapshot; null if none is available yet.</summary>
    /// <remarks>Throws the error that ended the listener.</remarks>
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

    /// <summary>Waits for the pending read and disposes the stream; cancel its token first.</summary>
    public async ValueTask DisposeAsync()
    {
        await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await stream.DisposeAsync().ConfigureAwait(false);
    }
}
