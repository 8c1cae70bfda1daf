namespace AgentState.Contracts;

/// <summary>Holds a call to the service up until the test has done its part.</summary>
internal sealed class ServiceGate
{
    private readonly TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Holds up the next call to the service.</summary>
    public ServiceGate(ScriptedRefresher refresher) => refresher.Next(() =>
    {
        arrived.SetResult();
        return opened.Task;
    });

    /// <summary>Ends when the call has come, or with the error of one of those who should have made it.</summary>
    public Task ArrivedAsync(CancellationToken cancellationToken, params IEnumerable<Task> callers) =>
        arrived.Task.WaitAsync(Eventually.Patience, cancellationToken).WhileAsync(callers);

    /// <summary>The call goes on.</summary>
    public void Open() => opened.SetResult();
}
