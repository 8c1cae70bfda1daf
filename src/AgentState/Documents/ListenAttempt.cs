namespace AgentState;

/// <summary>One stream of snapshots, which ends where it breaks; anything else that goes wrong is the consumer's to know.</summary>
internal sealed class ListenAttempt(IAsyncEnumerable<ListenSnapshot> snapshots, CancellationToken cancellationToken) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<ListenSnapshot> stream = snapshots.GetAsyncEnumerator(cancellationToken);

    public ListenSnapshot Current => stream.Current;

    /// <summary>What broke it; null while it goes on, and where the other side closed it without a word.</summary>
    public StateUnavailableException? Interruption { get; private set; }

    public async ValueTask<bool> MoveNextAsync()
    {
        try
        {
            return await stream.MoveNextAsync().ConfigureAwait(false);
        }
        catch (StateUnavailableException error)
        {
            Interruption = error;
            return false;
        }
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();
}
