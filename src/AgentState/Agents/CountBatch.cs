namespace AgentState;

/// <summary>Counters that are stored together, and what became of them.</summary>
internal sealed class CountBatch
{
    private readonly TaskCompletionSource stored = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public AgentStats Counts { get; set; } = AgentStats.None;

    /// <summary>Ends when they are stored, or this attempt at it failed.</summary>
    public Task Stored => stored.Task;

    public void Succeed() => stored.TrySetResult();

    public void Fail(Exception error)
    {
        stored.TrySetException(error);

        // Nobody need be waiting: what was only gathered is told in the log.
        _ = stored.Task.Exception;
    }
}
