namespace AgentState.Internal.Activities;

/// <summary>The flushes that wait until the entries before them are settled; not thread-safe.</summary>
internal sealed class PendingFlushes
{
    private readonly Dictionary<TaskCompletionSource, long> lastNumbers = [];

    public bool Any => lastNumbers.Count > 0;

    /// <summary>Adds a flush that waits for all entries up to this number.</summary>
    /// <returns>The flush; its task completes when the entries are settled.</returns>
    public TaskCompletionSource Add(long lastNumber)
    {
        var flush = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lastNumbers.Add(flush, lastNumber);
        return flush;
    }

    public void Remove(TaskCompletionSource flush) => lastNumbers.Remove(flush);

    /// <summary>Completes the flushes whose entries are all settled.</summary>
    /// <param name="oldest">The number of the oldest entry that is not settled; null = all are settled.</param>
    public void Complete(long? oldest)
    {
        foreach (var (flush, lastNumber) in lastNumbers)
        {
            if (oldest is null || lastNumber < oldest)
            {
                flush.TrySetResult();
            }
        }
    }
}
