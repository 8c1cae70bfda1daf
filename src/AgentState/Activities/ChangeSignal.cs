namespace AgentState.Internal.Activities;

/// <summary>Wakes the code that waits for a change; not thread-safe.</summary>
/// <remarks>Take the task and release it inside one lock, and wait for the task outside of it.</remarks>
internal sealed class ChangeSignal
{
    private TaskCompletionSource? waiting;

    /// <summary>The task that the next release completes.</summary>
    public Task Next => (waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Release()
    {
        waiting?.TrySetResult();
        waiting = null;
    }
}
