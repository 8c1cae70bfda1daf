namespace AgentState.Internal.Engines.Embedded.Listening;

/// <summary>The subscription of one listener; several changes while it is busy wake it once.</summary>
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

    /// <summary>Waits until a document changes or the time is up. Changes since the previous wait count.</summary>
    /// <returns>Whether a document has changed.</returns>
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

    // The listener must not run on the thread of the commit.
    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
