using System.Runtime.CompilerServices;
using AgentState.Internal.Data;
using AgentState.Internal.Documents;
using AgentState.Internal.Tasks.Stored;
using AgentState.Internal.Watching;

namespace AgentState.Internal.Tasks.Queueing;

/// <summary>Watches a task through a listener.</summary>
internal static class TaskWatch
{
    /// <summary>Returns the current task, and then each changed state; null while the task does not exist.</summary>
    public static async IAsyncEnumerable<AgentTask?> OneAsync(
        ListenerHub listeners, string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var snapshot in listeners.ListenAsync(ListenTarget.OfDocument(name), cancellationToken).ConfigureAwait(false))
        {
            yield return Read(snapshot, name);
        }
    }

    /// <summary>Returns the task as soon as it has ended: as it was read, or as the listener first reports it.</summary>
    /// <exception cref="StateNotFoundException">The task was deleted.</exception>
    public static async Task<AgentTask> EndOfAsync(
        AgentTask seen, ListenerHub listeners, DatabaseRoot root, string name, CancellationToken cancellationToken)
    {
        if (IsFinal(seen))
        {
            return seen;
        }

        var seenAt = seen.Version.ToTimestamp().ToDateTimeOffset();
        await foreach (var snapshot in listeners.ListenAsync(ListenTarget.OfDocument(name), cancellationToken).ConfigureAwait(false))
        {
            // A shared listener may first report a state from before our read: the task may not have existed, or may have had another
            // outcome.
            if (snapshot.ReadTime.ToDateTimeOffset() < seenAt)
            {
                continue;
            }

            if ((Read(snapshot, name) ?? throw new StateNotFoundException(root.PathOf(name))) is var task && IsFinal(task))
            {
                return task;
            }
        }

        // Unreachable in practice: a listener ends only by its cancellation token, and then throws.
        throw new OperationCanceledException(cancellationToken);
    }

    private static AgentTask? Read(ListenSnapshot snapshot, string name) =>
        snapshot.Documents.TryGetValue(name, out var document) ? TaskDocument.Read(document) : null;

    private static bool IsFinal(AgentTask task) =>
        task.Status is AgentTaskStatus.Done or AgentTaskStatus.Failed or AgentTaskStatus.Cancelled;
}
