namespace AgentState;

/// <summary>One listener's place at the feed. However much changes while it is busy, it is woken once.</summary>
internal sealed class ChangeSubscription(Func<string, bool> concerns, Action<ChangeSubscription> end) : IDisposable
{
    private readonly Lock gate = new();
    private TaskCompletionSource awakened = NewSource();

    public bool Concerns(string name) => concerns(name);

    public void Wake()
    {
        lock (gate)
        {
            awakened.TrySetResult();
        }
    }

    /// <summary>Ends when something has changed since it ended last, or the time is up.</summary>
    /// <returns>Whether something has changed.</returns>
    public async Task<bool> WaitAsync(TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        Task change;
        lock (gate)
        {
            change = awakened.Task;
        }

        try
        {
            await change.WaitAsync(patience, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return false;
        }

        lock (gate)
        {
            awakened = NewSource();
        }

        return true;
    }

    public void Dispose() => end(this);

    // The waking commit goes on at once; the listener runs elsewhere.
    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
