namespace AgentState.Internal.Hosting.Workers.Reporting;

/// <summary>Counts the writes of a registration's workers, and records whether there is a backlog. Thread-safe.</summary>
internal sealed class WorkMeter
{
    private readonly Lock gate = new();
    private readonly List<(long Count, TaskCompletionSource Reached)> waiting = [];
    private long count;
    private bool hasBacklog;

    /// <summary>Whether, as last observed, more tasks wait than the workers have claimed.</summary>
    /// <remarks>When a backlog begins, all calls that wait for a count return.</remarks>
    public bool HasBacklog
    {
        get
        {
            lock (gate)
            {
                return hasBacklog;
            }
        }

        set
        {
            lock (gate)
            {
                hasBacklog = value;
                Release();
            }
        }
    }

    public long Count
    {
        get
        {
            lock (gate)
            {
                return count;
            }
        }
    }

    public void Add(int writes)
    {
        lock (gate)
        {
            count += writes;
            Release();
        }
    }

    /// <summary>Waits until the count reaches the goal, or a backlog begins.</summary>
    public async Task ReachAsync(long goal, CancellationToken cancellationToken)
    {
        var waiter = (goal, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (gate)
        {
            if (goal <= count || hasBacklog)
            {
                return;
            }

            waiting.Add(waiter);
        }

        try
        {
            await waiter.Item2.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (gate)
            {
                waiting.Remove(waiter);
            }
        }
    }

    private void Release() => waiting.RemoveAll(waiter => (hasBacklog || waiter.Count <= count) && waiter.Reached.TrySetResult());
}
