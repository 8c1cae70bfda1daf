using Google.Cloud.Firestore.V1;

namespace AgentState.TestKit;

/// <summary>Holds selected commits until it is opened.</summary>
internal sealed class CommitGate(IDocumentStore inner) : PassingDocumentStore(inner)
{
    private readonly TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int heldCount;

    /// <summary>Selects the commits to hold; none by default.</summary>
    public Func<IReadOnlyList<Write>, bool> Holds { get; set; } = static _ => false;

    /// <summary>Completes when the first commit is held.</summary>
    public Task Held => held.Task;

    /// <summary>The number of commits held so far.</summary>
    public int HeldCount => Volatile.Read(ref heldCount);

    /// <summary>Releases the held commits and holds no further ones.</summary>
    public void Open() => opened.TrySetResult();

    public override async Task<CommitOutcome> CommitAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken)
    {
        if (!opened.Task.IsCompleted && Holds(writes))
        {
            Interlocked.Increment(ref heldCount);
            held.TrySetResult();

            // Ignores the caller's token, because these tests do not test timeouts.
            await opened.Task.WaitAsync(CancellationToken.None);
        }

        return await base.CommitAsync(writes, cancellationToken);
    }
}
