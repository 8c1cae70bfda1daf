namespace AgentState;

/// <summary>How much the workers of a registration have written so far. Thread-safe.</summary>
internal sealed class WorkMeter
{
    private readonly Lock gate = new();
    private readonly List<(long Count, TaskCompletionSource Reached)> waiting = [];
    private long count;

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
            waiting.RemoveAll(waiter => waiter.Count <= count && waiter.Reached.TrySetResult());
        }
    }

    /// <summary>Waits until so much was written.</summary>
    public async Task ReachAsync(long goal, CancellationToken cancellationToken)
    {
        var waiter = (goal, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (gate)
        {
            if (goal <= count)
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
}
