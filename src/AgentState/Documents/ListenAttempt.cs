namespace AgentState;

/// <summary>One stream of snapshots, which ends where it breaks; anything else that goes wrong is the consumer's to know.</summary>
internal sealed class ListenAttempt(IAsyncEnumerable<ListenSnapshot> snapshots, bool isResumed, CancellationToken cancellationToken) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<ListenSnapshot> stream = snapshots.GetAsyncEnumerator(cancellationToken);

    public ListenSnapshot Current => stream.Current;

    /// <summary>What broke it; null while it goes on, and where the other side closed it without a word.</summary>
    public AgentStateException? Interruption { get; private set; }

    /// <summary>Whether it has told anything.</summary>
    public bool HasTold { get; private set; }

    /// <summary>Whether the place that it was to go on from was refused: it may be too old. From the beginning it may do.</summary>
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
