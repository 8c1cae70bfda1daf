using AgentState.Internal.Hosting.Workers.Attempts;

namespace AgentState.Internal.Hosting.Workers.Dispatching;

/// <summary>Starts handlers for claimed tasks, and releases tasks that wait too long. Only the dispatcher's loop uses it.</summary>
internal sealed class AttemptStarter(AttemptRunner runner, PendingCompletions completions, DispatcherInbox inbox, DispatcherSetting setting)
{
    // Tasks are claimed ahead to start within half a second. After twice that another process may have a free handler.
    private static readonly TimeSpan LongestReady = TimeSpan.FromSeconds(1);

    /// <summary>Starts handlers up to the concurrency.</summary>
    public void Start(TypeQueue queue)
    {
        while (queue.Running.Count < queue.Options.Concurrency && queue.Ready.TryDequeue(out var attempt))
        {
            if (attempt.CancellationReason is not null)
            {
                completions.Release(attempt);
                continue;
            }

            queue.Begin(attempt);
            inbox.PostWhenDone(() => RunAsync(attempt));
        }
    }

    /// <summary>Releases the tasks that have waited too long for a handler.</summary>
    public void GiveBackOld(IReadOnlyList<TypeQueue> queues)
    {
        var longest = LongestReady < setting.Options.LeaseDuration / 2 ? LongestReady : setting.Options.LeaseDuration / 2;
        foreach (var queue in queues)
        {
            Start(queue);
            if (Release(queue.Ready, attempt => setting.Time.GetElapsedTime(attempt.ClaimedAt) > longest) > 0)
            {
                // Otherwise the same number would be claimed again at once, and released after the next second.
                queue.Pace.Stall(longest);
            }
        }
    }

    /// <summary>Releases all tasks that wait for a handler.</summary>
    public void GiveBackAll(IReadOnlyList<TypeQueue> queues)
    {
        foreach (var queue in queues)
        {
            Release(queue.Ready, static _ => true);
        }
    }

    private int Release(Queue<TaskAttempt> ready, Func<TaskAttempt, bool> isDue)
    {
        var count = 0;
        for (; ready.TryPeek(out var attempt) && isDue(attempt); count++)
        {
            completions.Release(ready.Dequeue());
        }

        return count;
    }

    private async Task<DispatcherMessage> RunAsync(TaskAttempt attempt)
    {
        var end = await runner.RunAsync(attempt).ConfigureAwait(false);
        inbox.Post(new DispatcherMessage.AttemptFinished(end));

        // A handler that does not stop counts against the concurrency although its attempt has ended.
        await end.Handler.ConfigureAwait(false);
        return new DispatcherMessage.HandlerReturned(attempt);
    }
}
