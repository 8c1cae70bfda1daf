namespace AgentState;

/// <summary>
/// Starts handlers on the tasks that were claimed, and gives back those that wait for one too long. The dispatcher's loop alone calls it.
/// </summary>
internal sealed class AttemptStarter(AttemptRunner runner, PendingCompletions completions, DispatcherInbox inbox, DispatcherSetting setting)
{
    // It was to begin within half a second: another process may have a handler for it.
    private static readonly TimeSpan LongestReady = TimeSpan.FromSeconds(1);

    /// <summary>Starts as many handlers as have a place.</summary>
    public void Start(TypeQueue queue)
    {
        while (queue.Running.Count < queue.Options.Concurrency && queue.Ready.TryDequeue(out var attempt))
        {
            if (attempt.CancellationReason is not null)
            {
                completions.GiveBack(attempt);
                continue;
            }

            queue.Begin(attempt);
            inbox.PostWhenDone(() => RunAsync(attempt));
        }
    }

    /// <summary>Releases the tasks that have waited for a handler for too long, and have none yet.</summary>
    public void GiveBackOld(IReadOnlyList<TypeQueue> queues)
    {
        var longest = LongestReady < setting.Options.LeaseDuration / 2 ? LongestReady : setting.Options.LeaseDuration / 2;
        foreach (var queue in queues)
        {
            Start(queue);
            if (GiveBack(queue.Ready, attempt => setting.Time.GetElapsedTime(attempt.ClaimedAt) > longest) > 0)
            {
                // Otherwise as many would be claimed again at once, and released again after the next second.
                queue.Pace.Stall(longest);
            }
        }
    }

    /// <summary>Gives back all tasks that wait for a handler.</summary>
    public void GiveBackAll(IReadOnlyList<TypeQueue> queues)
    {
        foreach (var queue in queues)
        {
            GiveBack(queue.Ready, static _ => true);
        }
    }

    private int GiveBack(Queue<TaskAttempt> ready, Func<TaskAttempt, bool> isDue)
    {
        var count = 0;
        for (; ready.TryPeek(out var attempt) && isDue(attempt); count++)
        {
            completions.GiveBack(ready.Dequeue());
        }

        return count;
    }

    private async Task<DispatcherMessage> RunAsync(TaskAttempt attempt)
    {
        var end = await runner.RunAsync(attempt).ConfigureAwait(false);
        inbox.Post(new DispatcherMessage.AttemptEnded(end));

        // A handler that does not stop keeps its place, though its attempt has ended.
        await end.Handler.ConfigureAwait(false);
        return new DispatcherMessage.HandlerReturned(attempt);
    }
}
