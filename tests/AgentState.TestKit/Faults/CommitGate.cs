using Google.Cloud.Firestore.V1;

namespace AgentState.TestKit;

/// <summary>Holds commits of a kind until it is opened.</summary>
internal sealed class CommitGate(IDocumentStore inner) : PassingDocumentStore(inner)
{
    private readonly TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int heldCount;

    /// <summary>Which commits are held; none unless said.</summary>
    public Func<IReadOnlyList<Write>, bool> Holds { get; set; } = static _ => false;

    /// <summary>Ends when the first commit is held.</summary>
    public Task Held => held.Task;

    /// <summary>How many commits have been held.</summary>
    public int HeldCount => Volatile.Read(ref heldCount);

    /// <summary>Lets all commits through from now on.</summary>
    public void Open() => opened.TrySetResult();

    public override async Task<CommitOutcome> CommitAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken)
    {
        if (!opened.Task.IsCompleted && Holds(writes))
        {
            Interlocked.Increment(ref heldCount);
            held.TrySetResult();

            // The caller's patience is not what is tried here.
            await opened.Task.WaitAsync(CancellationToken.None);
        }

        return await base.CommitAsync(writes, cancellationToken);
    }
}
