using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// Watches for tasks of an idle type: one small listener, and no other call. It reports the first task that there is. Where the listener
/// misses something, or is broken for
/// long, a look by query now and then makes up for it.
/// </summary>
internal sealed class IdleWatch(
    TypeQueue queue, DocumentStack stack, SharedListeners listeners, DispatcherInbox inbox, TaskOptions options, ILogger logger)
{
    // A listener that is well tells everything there is: looking is for the case that it does not.
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    // What stands at the front and cannot be claimed must not hide what comes behind it.
    private const int LargestWindow = 64;

    private CancellationTokenSource? ending;
    private int window = 1;

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
        try
        {
            while (true)
            {
                if (!await ListenAsync(window, cancellationToken).ConfigureAwait(false))
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

    // Whether to listen on, with another window.
    private async Task<bool> ListenAsync(int size, CancellationToken cancellationToken)
    {
        var target = ListenTarget.OfQuery(stack.Documents.Root.Parent, TaskQueries.Claimable(queue.Type, new ClaimLook(size)));
        try
        {
            var hadNone = false;
            await foreach (var snapshot in listeners.ListenAsync(target, cancellationToken).ConfigureAwait(false))
            {
                var found = snapshot.Documents.Values
                    .Select(document => TaskExchange.TryRead(document, queue.Agent.AgentId, logger)).OfType<TaskCandidate>()
                    .Where(candidate => !queue.Candidates.IsUnclaimable(candidate)).ToList();
                inbox.Post(new DispatcherMessage.Reported(queue, found, IsFirst: hadNone, stack.Time.GetTimestamp()));
                hadNone = found.Count == 0;
                window = hadNone && snapshot.Documents.Count == size ? Math.Min(size * 2, LargestWindow) : snapshot.Documents.IsEmpty ? 1 : size;
                if (window != size)
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
        return next < LongestPause ? next : LongestPause;
    }
}
