using Google.Cloud.Firestore.V1;

namespace AgentState.TestKit;

/// <summary>Delays or loses the replies to batch writes and commits, which are still applied.</summary>
internal sealed class ReplyGate(IDocumentStore inner) : PassingDocumentStore(inner)
{
    private readonly TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource dropped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Selects the writes whose reply waits for <see cref="Open"/>; none by default.</summary>
    public Func<IReadOnlyList<Write>, bool> Holds { get; set; } = static _ => false;

    /// <summary>Whether held replies are finally lost: their callers get an error with an unknown outcome.</summary>
    public bool LosesHeld { get; init; }

    /// <summary>Selects the writes that are not sent and end only when the caller cancels them; none by default.</summary>
    public Func<IReadOnlyList<Write>, bool> Drops { get; set; } = static _ => false;

    /// <summary>Completes when the first reply is held.</summary>
    public Task Held => held.Task;

    /// <summary>Completes when the first write was dropped.</summary>
    public Task Dropped => dropped.Task;

    /// <summary>Whether the writes are those of a claim, a renewal or a completion.</summary>
    public static bool IsOfTasks(IReadOnlyList<Write> writes) =>
        writes.Any(static write => DatabaseRoot.CollectionOf(Writes.NameOf(write)) == "tasks");

    /// <summary>Delivers the held replies and holds no further ones.</summary>
    public void Open() => opened.TrySetResult();

    public override Task<CommitOutcome> CommitAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
        PassAsync(writes, () => base.CommitAsync(writes, cancellationToken), cancellationToken);

    public override Task<IReadOnlyList<WriteOutcome>> BatchWriteAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
        PassAsync(writes, () => base.BatchWriteAsync(writes, cancellationToken), cancellationToken);

    private async Task<T> PassAsync<T>(IReadOnlyList<Write> writes, Func<Task<T>> send, CancellationToken cancellationToken)
    {
        if (Drops(writes))
        {
            dropped.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        var isHeld = !opened.Task.IsCompleted && Holds(writes);
        var reply = await send();
        if (isHeld)
        {
            held.TrySetResult();
            await opened.Task.WaitAsync(cancellationToken);
            if (LosesHeld)
            {
                throw new StateUnavailableException("The reply was lost.", mayHaveBeenApplied: true);
            }
        }

        return reply;
    }
}
