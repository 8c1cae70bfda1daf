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

    /// <summary>Ends when something has changed since it ended last.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        Task change;
        lock (gate)
        {
            change = awakened.Task;
        }

        await change.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (gate)
        {
            awakened = NewSource();
        }
    }

    public void Dispose() => end(this);

    // The waking commit goes on at once; the listener runs elsewhere.
    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
