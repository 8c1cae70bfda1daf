using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// Watches for tasks of an idle type: one small listener, and no other call. It reports the first task that there is. Where the listener
/// misses something, or is broken for long, a look by query now and then makes up for it.
/// </summary>
internal sealed class IdleWatch(
    TypeQueue queue,
    DocumentStack stack,
    SharedListeners listeners,
    TaskExchange exchange,
    DispatcherInbox inbox,
    TaskOptions options,
    ILogger logger)
{
    // A listener that is well tells everything there is: looking is for the case that it does not.
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    private CancellationTokenSource? ending;

    // The last of the unreadable tasks at the front: it listens behind them. Null = it listens to the first task.
    private volatile Document? front;

    /// <summary>Begins or ends; does nothing where it is so already.</summary>
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
            _ = LookAsync(token);
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        // What the first starts off is not to be done in the dispatcher's time.
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
            // There is something to do again.
        }
    }

    // Whether to listen on, from another place.
    private async Task<bool> ListenToFirstAsync(CancellationToken cancellationToken)
    {
        var target = ListenTarget.OfQuery(stack.Documents.Root.Parent, TaskQueries.Claimable(queue.Type, new ClaimLook(1, front)));
        try
        {
            var hadNone = false;
            await foreach (var snapshot in listeners.ListenAsync(target, cancellationToken).ConfigureAwait(false))
            {
                var found = snapshot.Documents.Values
                    .Select(document => exchange.TryRead(document, queue.Agent.AgentId)).OfType<TaskCandidate>().ToList();
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

    // Whether the front ends elsewhere than was known.
    private async Task<bool> SkipFrontAsync(CancellationToken cancellationToken)
    {
        var (found, _) = await exchange
            .FindAsync(queue.Type, queue.Agent.AgentId, new ClaimLook(1), cancellationToken).ConfigureAwait(false);
        if (found.Count > 0)
        {
            Report(found, isFirst: false);
        }

        var (before, now) = (front, exchange.FrontOf(queue.Type));
        front = now;
        return now is not null && now.Name != before?.Name;
    }

    private void Report(IReadOnlyList<TaskCandidate> found, bool isFirst) =>
        inbox.Post(new DispatcherMessage.Reported(queue, found, isFirst, stack.Time.GetTimestamp()));

    private async Task LookAsync(CancellationToken cancellationToken)
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
            // There is something to do again.
        }
    }

    private TimeSpan Next(TimeSpan pause)
    {
        var isWell = stack.Pulses.Oldest is { } age && age < TimeSpan.FromMinutes(2);
        var next = isWell ? pause * 2 : options.PollInterval;

        // What is added before an unreadable front, the listener behind it does not tell.
        var longest = front is null ? LongestPause : UnreadableFronts.MaxAge;
        return next < longest ? next : longest;
    }
}
