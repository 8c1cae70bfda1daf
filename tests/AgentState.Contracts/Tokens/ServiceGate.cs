namespace AgentState.Contracts;

/// <summary>Holds a call to the service until the test opens the gate.</summary>
internal sealed class ServiceGate
{
    private readonly TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Holds the next call to the service.</summary>
    public ServiceGate(ScriptedRefresher refresher) => refresher.Next(() =>
    {
        arrived.SetResult();
        return opened.Task;
    });

    /// <summary>Completes when the call has arrived, or fails with the error of a caller that should have made it.</summary>
    public Task ArrivedAsync(CancellationToken cancellationToken, params IEnumerable<Task> callers) =>
        arrived.Task.WaitAsync(Eventually.Patience, cancellationToken).WhileAsync(callers);

    /// <summary>Releases the call.</summary>
    public void Open() => opened.SetResult();
}
