using AgentState;

namespace FleetMonitor.Demo;

/// <summary>An agent of the demonstration: it beats and works until it falls silent, and from then on when it is started again.</summary>
internal sealed class DemoAgent(AgentStateClient client, string id, string type, Func<DemoAgent, CancellationToken, Task> work) : IDisposable
{
    private readonly SemaphoreSlim starts = new(initialCount: 1);
    private AgentInstance? instance;

    public string Id => id;

    public string Type => type;

    /// <summary>Lives as often as it is started.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await starts.WaitAsync(cancellationToken);
            var before = instance;
            instance = await client.Agents.StartInstanceAsync(new AgentRegistration { Id = id, Type = type }, cancellationToken: cancellationToken);
            if (before is not null)
            {
                // It is a later instance that the fleet goes by now; the silent one's document may go.
                await before.DisposeAsync();
            }

            await client.Agents.SetStatusAsync(id, AgentStatus.Idle, "started", cancellationToken);
            await LiveAsync(instance, cancellationToken);
        }
    }

    /// <summary>
    /// It stops beating and working, and does not say goodbye: to the fleet it looks like a process that has crashed. This is what an instance does that is told that
    /// its agent was deregistered, so it is told so, though it is not true. Disposed instead, it would say goodbye, and be absent and not dead.
    /// </summary>
    public void FallSilent() => instance?.Observe(null);

    /// <summary>It is started again, as a supervisor would.</summary>
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
            // So a life ends. The task that it was at stays claimed until its lease runs out.
        }
    }
}
