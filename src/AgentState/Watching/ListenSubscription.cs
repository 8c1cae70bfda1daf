using System.Runtime.ExceptionServices;
using AgentState.Internal.Documents;

namespace AgentState.Internal.Watching;

/// <summary>The subscription of one reader to a shared listener.</summary>
/// <remarks>
/// It holds the latest snapshot and the names of the documents that have changed since the reader took one. A slow reader skips the
/// snapshots in between, and needs no more memory than that.
/// </remarks>
internal sealed class ListenSubscription(SharedListener listener) : IDisposable
{
    private readonly Lock gate = new();
    private ListenSnapshot? reported;
    private ListenSnapshot? latest;
    private HashSet<string>? skipped;
    private ExceptionDispatchInfo? failure;
    private TaskCompletionSource? waiting;

    /// <summary>Sets the latest snapshot, and replaces an earlier one if it was not taken yet.</summary>
    public void Offer(ListenSnapshot snapshot)
    {
        lock (gate)
        {
            if (latest is { } unread && reported is not null)
            {
                skipped ??= unread.Changes.Select(change => change.Name).ToHashSet(StringComparer.Ordinal);
                skipped.UnionWith(snapshot.Changes.Select(change => change.Name));
            }

            latest = snapshot;
            waiting?.TrySetResult();
        }
    }

    /// <summary>Ends the subscription with an error; a snapshot that was not taken yet is returned first.</summary>
    public void Fail(Exception error)
    {
        lock (gate)
        {
            failure = ExceptionDispatchInfo.Capture(error);
            waiting?.TrySetResult();
        }
    }

    /// <summary>Waits for the next snapshot that differs from the one returned before.</summary>
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

        var changes = (reported, skipped) switch
        {
            (null, _) => ListenSnapshot.Compare(ListenSnapshot.Nothing, next.Documents),
            (_, null) => next.Changes,
            ({ } before, { } names) => ListenSnapshot.Compare(before.Documents, next.Documents, names),
        };
        var isNews = reported is null || changes.Count > 0;
        (reported, latest, skipped) = (next, null, null);
        return isNews ? next with { Changes = changes } : null;
    }
}
