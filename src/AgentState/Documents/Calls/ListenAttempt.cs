namespace AgentState.Internal.Documents.Calls;

/// <summary>One stream of snapshots, which ends when it breaks; all other failures are thrown to the consumer.</summary>
internal sealed class ListenAttempt(
    IAsyncEnumerable<ListenSnapshot> snapshots, bool isResumed, CancellationToken cancellationToken) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<ListenSnapshot> stream = snapshots.GetAsyncEnumerator(cancellationToken);

    public ListenSnapshot Current => stream.Current;

    /// <summary>The error that broke the stream; null while it runs, or if the server closed it without an error.</summary>
    public AgentStateException? Interruption { get; private set; }

    /// <summary>Whether the stream has returned a snapshot.</summary>
    public bool HasTold { get; private set; }

    /// <summary>Whether the resume token was rejected, for example because it is too old; a start from the beginning may succeed.</summary>
    public bool IsPlaceRefused => isResumed && !HasTold && Interruption is not (null or StateUnavailableException);

    public async ValueTask<bool> MoveNextAsync()
    {
        try
        {
            return HasTold |= await stream.MoveNextAsync().ConfigureAwait(false);
        }
        catch (AgentStateException error) when (error is StateUnavailableException || (isResumed && !HasTold))
        {
            Interruption = error;
            return false;
        }
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();
}
