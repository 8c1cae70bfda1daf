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

    /// <summary>Ends when the call has come.</summary>
    public Task ArrivedAsync(CancellationToken cancellationToken) => arrived.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);

    /// <summary>The call goes on.</summary>
    public void Open() => opened.SetResult();
}
