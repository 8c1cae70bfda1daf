using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>Starts and ends the instances of one agent in this process, one at a time. Used by the agent's service alone.</summary>
internal sealed class HostedInstance(
    IAgentRegistry registry,
    SharedStatus status,
    HostedAgent agent,
    AgentRegistration registration,
    HostedAgentOptions options,
    TimeProvider time,
    ILogger logger)
{
    // The registry has repeated its calls for long already.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private CancellationTokenRegistration lost;

    /// <summary>The instance that runs; null = none.</summary>
    public AgentInstance? Current { get; private set; }

    /// <summary>Called when an instance is lost for another reason than its own end.</summary>
    public Action<AgentInstance, AgentInstanceLoss> OnLost { get; set; } = static (_, _) => { };

    /// <summary>
    /// Reads whether the agent is wanted stopped. Waits for a database that does not answer; anything else that goes wrong is thrown.
    /// </summary>
    public async Task<bool> IsWantedStoppedAsync(CancellationToken cancellationToken)
    {
        try
        {
            var known = await WaitForDatabaseAsync(
                () => registry.GetAsync(agent.AgentId, cancellationToken), cancellationToken).ConfigureAwait(false);
            return known?.Wanted is AgentWantedState.Stopped;
        }
        catch (StateDataException)
        {
            // Another program has mangled a field: the watch says so, and stops no host.
            return false;
        }
    }

    /// <summary>
    /// Registers the agent and starts an instance. Waits for a database that does not answer; anything else that goes wrong is thrown.
    /// </summary>
    public async Task<AgentInstance> StartAsync(CancellationToken cancellationToken)
    {
        var instance = await WaitForDatabaseAsync(
            () => registry.StartInstanceAsync(registration, options.ToInstanceOptions(), cancellationToken),
            cancellationToken).ConfigureAwait(false);
        Current = instance;
        lost = instance.Lost.Register(() => Report(instance));
        agent.Start(instance);
        await TellAsync(instance, "started", isEnding: false, cancellationToken).ConfigureAwait(false);
        return instance;
    }

    /// <summary>Writes that the agent has stopped, then deregisters the instance. Does nothing if there is none.</summary>
    public async Task StopAsync()
    {
        if (Current is not { } instance)
        {
            return;
        }

        Current = null;
        using (var deadline = Farewell.Begin())
        {
            await TellAsync(instance, "stopped", isEnding: true, deadline.Token).ConfigureAwait(false);
        }

        await lost.DisposeAsync().ConfigureAwait(false);
        await instance.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<T> WaitForDatabaseAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (AgentStateException error) when (error is StateUnavailableException or StateConflictException)
            {
                HostingLog.AgentWaits(logger, agent.AgentId, error);
                await Task.Delay(RetryDelay, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private void Report(AgentInstance instance)
    {
        if (instance.Loss is { } loss and not AgentInstanceLoss.Stopped)
        {
            OnLost(instance, loss);
        }
    }

    // A status that cannot be written holds nothing up. After a loss the status is another instance's.
    private async Task TellAsync(AgentInstance instance, string reason, bool isEnding, CancellationToken cancellationToken)
    {
        if (!options.TellStatus || instance.Loss is not (null or AgentInstanceLoss.HeartbeatLost))
        {
            return;
        }

        try
        {
            await status.TellAsync(instance, reason, isEnding, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is AgentStateException or OperationCanceledException or ObjectDisposedException)
        {
            HostingLog.StatusUntold(logger, agent.AgentId, reason, error);
        }
    }
}
