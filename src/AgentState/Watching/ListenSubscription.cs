using System.Runtime.ExceptionServices;

namespace AgentState;

/// <summary>
/// One consumer's place at a shared listener. It holds the latest state and the names of what has changed since the consumer took one:
/// a slow consumer skips states in between, and costs no more memory than the documents have names.
/// </summary>
internal sealed class ListenSubscription(SharedListener listener) : IDisposable
{
    private readonly Lock gate = new();
    private ListenSnapshot? told;
    private ListenSnapshot? latest;
    private HashSet<string>? skipped;
    private ExceptionDispatchInfo? failure;
    private TaskCompletionSource? waiting;

    /// <summary>Takes a state in, over any that was not taken out yet.</summary>
    public void Offer(ListenSnapshot snapshot)
    {
        lock (gate)
        {
            if (latest is { } unread && told is not null)
            {
                skipped ??= unread.Changes.Select(change => change.Name).ToHashSet(StringComparer.Ordinal);
                skipped.UnionWith(snapshot.Changes.Select(change => change.Name));
            }

            latest = snapshot;
            waiting?.TrySetResult();
        }
    }

    /// <summary>The listener has ended, for this reason; what is still to be told is told first.</summary>
    public void Fail(Exception error)
    {
        lock (gate)
        {
            failure = ExceptionDispatchInfo.Capture(error);
            waiting?.TrySetResult();
        }
    }

    /// <summary>The next state that differs from the one told before.</summary>
    public async Task<ListenSnapshot> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task change;
            lock (gate)
            {
                if (Take() is { } snapshot)
                {
                    return snapshot;
                }

                failure?.Throw();
                waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                change = waiting.Task;
            }

            await change.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => listener.Leave(this);

    private ListenSnapshot? Take()
    {
        if (latest is not { } next)
        {
            return null;
        }

        var changes = (told, skipped) switch
        {
            (null, _) => ListenSnapshot.Compare(ListenSnapshot.Nothing, next.Documents),
            (_, null) => next.Changes,
            ({ } before, { } names) => ListenSnapshot.Compare(before.Documents, next.Documents, names),
        };
        var isNews = told is null || changes.Count > 0;
        (told, latest, skipped) = (next, null, null);
        return isNews ? next with { Changes = changes } : null;
    }
}
