using AgentState;

namespace FleetMonitor.Demo;

/// <summary>A demonstration agent: it sends heartbeats and works until it fails, and again after each restart.</summary>
internal sealed class DemoAgent(
    AgentStateClient client, string id, string type, Func<DemoAgent, CancellationToken, Task> work) : IDisposable
{
    private readonly SemaphoreSlim starts = new(initialCount: 1);
    private AgentInstance? instance;

    public string Id => id;

    public string Type => type;

    /// <summary>Runs an instance for each start.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await starts.WaitAsync(cancellationToken);
            var before = instance;
            instance = await client.Agents.StartInstanceAsync(
                new AgentRegistration { Id = id, Type = type }, cancellationToken: cancellationToken);
            if (before is not null)
            {
                // The new instance has replaced the failed one, whose document can be deleted.
                await before.DisposeAsync();
            }

            await client.Agents.SetStatusAsync(id, AgentStatus.Idle, "started", cancellationToken);
            await LiveAsync(instance, cancellationToken);
        }
    }

    /// <summary>Simulates a crash: stops heartbeats and work without deregistration.</summary>
    /// <remarks>
    /// It feeds the instance a missing document, as if the agent had been deregistered. Disposing the instance would deregister it, so it
    /// would be absent instead of dead.
    /// </remarks>
    public void FallSilent() => instance?.Observe(null);

    /// <summary>Restarts the agent, as a supervisor would.</summary>
    public void StartAgain() => starts.Release();

    public void Dispose() => starts.Dispose();

    private async Task LiveAsync(AgentInstance alive, CancellationToken cancellationToken)
    {
        using var life = CancellationTokenSource.CreateLinkedTokenSource(alive.Lost, cancellationToken);
        try
        {
            await work(this, life.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The end of this instance. Its current task stays claimed until its lease expires.
        }
    }
}
