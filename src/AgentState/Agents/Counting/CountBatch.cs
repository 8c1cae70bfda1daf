namespace AgentState.Internal.Agents.Counting;

/// <summary>Counters that are stored in one commit, and its outcome.</summary>
internal sealed class CountBatch
{
    private readonly TaskCompletionSource stored = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public AgentStats Counts { get; set; } = AgentStats.None;

    /// <summary>A task that completes when the counters are stored, or fails with this attempt.</summary>
    public Task Stored => stored.Task;

    public void Succeed() => stored.TrySetResult();

    public void Fail(Exception error)
    {
        stored.TrySetException(error);

        // Marks the exception as observed: gathered counters have no waiting caller, and the flush logs the failure.
        _ = stored.Task.Exception;
    }
}
