using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Tasks.Batching;
using AgentState.Internal.Tasks.Claiming;
using AgentState.Internal.Tasks.Stored;
using AgentState.Internal.Watching;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Hosting.Workers.Dispatching;

/// <summary>Waits for tasks of an idle type with one small listener, which reports the first claimable task.</summary>
/// <remarks>An occasional query finds tasks that the listener has missed, or that were added while it was broken.</remarks>
internal sealed class IdleWatch(
    TypeQueue queue,
    DocumentStack stack,
    ListenerHub listeners,
    TaskBatch taskBatch,
    DispatcherInbox inbox,
    TaskOptions options,
    ILogger logger)
{
    // A working listener reports every task, so queries are needed only if it fails.
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    private CancellationTokenSource? ending;

    // The last unreadable task at the front, behind which the listener starts. Null = the listener starts at the first task.
    private volatile Document? front;

    /// <summary>Opens or closes the listener. Does nothing if it is already in that state.</summary>
    public void Set(bool isOpen)
    {
        if (isOpen == ending is not null)
        {
            return;
        }

        _ = ending?.CancelAsync();
        ending = isOpen ? new CancellationTokenSource() : null;
        if (ending is { Token: var token })
        {
            _ = ListenAsync(token);
            _ = PollAsync(token);
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        // Opening the listener must not block the dispatcher.
        await Task.Yield();
        front = null;
        try
        {
            while (true)
            {
                if (!await ListenToFirstAsync(cancellationToken).ConfigureAwait(false))
                {
                    await Task.Delay(options.PollInterval, stack.Time, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The type is no longer idle.
        }
    }

    // Returns whether to continue listening from another position.
    private async Task<bool> ListenToFirstAsync(CancellationToken cancellationToken)
    {
        var target = ListenTarget.OfQuery(stack.Documents.Root.Parent, TaskQueries.Claimable(queue.Type, new ClaimProbe(1, front)));
        try
        {
            var hadNone = false;
            await foreach (var snapshot in listeners.ListenAsync(target, cancellationToken).ConfigureAwait(false))
            {
                var found = snapshot.Documents.Values
                    .Select(document => taskBatch.TryRead(document, queue.Agent.AgentId)).OfType<TaskCandidate>().ToList();
                Report(found, isFirst: hadNone);
                hadNone = found.Count == 0;
                if (hadNone && !snapshot.Documents.IsEmpty && await SkipFrontAsync(cancellationToken).ConfigureAwait(false))
                {
                    return true;
                }
            }
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            HostingLog.ListenFailed(logger, queue.Type, error);
        }

        return false;
    }

    // Returns whether the end of the unreadable front has moved.
    private async Task<bool> SkipFrontAsync(CancellationToken cancellationToken)
    {
        var (found, _) = await taskBatch
            .FindAsync(queue.Type, queue.Agent.AgentId, new ClaimProbe(1), cancellationToken).ConfigureAwait(false);
        if (found.Count > 0)
        {
            Report(found, isFirst: false);
        }

        var (before, now) = (front, taskBatch.FrontOf(queue.Type));
        front = now;
        return now is not null && now.Name != before?.Name;
    }

    private void Report(IReadOnlyList<TaskCandidate> found, bool isFirst) =>
        inbox.Post(new DispatcherMessage.Reported(queue, found, isFirst, stack.Time.GetTimestamp()));

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        try
        {
            for (var pause = options.PollInterval; ; pause = Next(pause))
            {
                await Task.Delay(pause * (0.75 + (Random.Shared.NextDouble() / 2)), stack.Time, cancellationToken).ConfigureAwait(false);
                inbox.Post(new DispatcherMessage.Peek(queue));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The type is no longer idle.
        }
    }

    private TimeSpan Next(TimeSpan pause)
    {
        var isWell = stack.OpenListeners.Oldest is { } age && age < TimeSpan.FromMinutes(2);
        var next = isWell ? pause * 2 : options.PollInterval;

        // A listener behind an unreadable front does not report tasks that are added before it.
        var longest = front is null ? LongestPause : UnreadableFronts.MaxAge;
        return next < longest ? next : longest;
    }
}
