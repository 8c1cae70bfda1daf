using System.Runtime.CompilerServices;

namespace AgentState;

/// <summary>Makes tasks of what a listener tells.</summary>
internal static class TaskWatch
{
    /// <summary>What the task is now, then each state that differs; null while there is none.</summary>
    public static async IAsyncEnumerable<AgentTask?> OneAsync(
        SharedListeners listeners, string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var snapshot in listeners.ListenAsync(ListenTarget.OfDocument(name), cancellationToken).ConfigureAwait(false))
        {
            yield return Read(snapshot, name);
        }
    }

    /// <summary>The task when it has ended: as it was seen, or in the first state told since.</summary>
    /// <exception cref="StateNotFoundException">It was deleted.</exception>
    public static async Task<AgentTask> EndOfAsync(
        AgentTask seen, SharedListeners listeners, DatabaseRoot root, string name, CancellationToken cancellationToken)
    {
        if (IsFinal(seen))
        {
            return seen;
        }

        var seenAt = seen.Version.ToTimestamp().ToDateTimeOffset();
        await foreach (var snapshot in listeners.ListenAsync(ListenTarget.OfDocument(name), cancellationToken).ConfigureAwait(false))
        {
            // Whoever listens already may not have heard yet of what we have read: there may have been no task then, or another end of it.
            if (snapshot.ReadTime.ToDateTimeOffset() < seenAt)
            {
                continue;
            }

            if ((Read(snapshot, name) ?? throw new StateNotFoundException(root.PathOf(name))) is var task && IsFinal(task))
            {
                return task;
            }
        }

        // A listener ends by its token alone, and with an exception.
        throw new OperationCanceledException(cancellationToken);
    }

    private static AgentTask? Read(ListenSnapshot snapshot, string name) =>
        snapshot.Documents.TryGetValue(name, out var document) ? TaskDocument.Read(document) : null;

    private static bool IsFinal(AgentTask task) => task.Status is AgentTaskStatus.Done or AgentTaskStatus.Failed or AgentTaskStatus.Cancelled;
}
