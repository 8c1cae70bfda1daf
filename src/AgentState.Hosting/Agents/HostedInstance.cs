using AgentState.Internal.Agents.Instances;
using AgentState.Internal.Documents;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Hosting.Agents;

/// <summary>Starts and stops the instances of one agent in this process, one at a time. Only the agent's service uses it.</summary>
internal sealed class HostedInstance(
    IAgentRegistry registry,
    SharedStatus status,
    HostedAgent agent,
    AgentRegistration registration,
    HostedAgentOptions options,
    TimeProvider time,
    ILogger logger)
{
    // The registry has already retried its calls with a back-off.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private CancellationTokenRegistration lost;

    /// <summary>The running instance; null if none.</summary>
    public AgentInstance? Current { get; private set; }

    /// <summary>Called when an instance is lost without having been stopped by this host.</summary>
    public Action<AgentInstance, AgentInstanceLoss> OnLost { get; set; } = static (_, _) => { };

    /// <summary>Returns whether the agent's desired state is stopped.</summary>
    /// <remarks>Retries while the database does not answer; throws any other error.</remarks>
    public async Task<bool> IsStoppedAsync(CancellationToken cancellationToken)
    {
        try
        {
            var known = await WaitForDatabaseAsync(
                () => registry.GetAsync(agent.AgentId, cancellationToken), cancellationToken).ConfigureAwait(false);
            return known?.DesiredState is AgentDesiredState.Stopped;
        }
        catch (StateDataException)
        {
            // Another client has written an invalid field. The watch logs it, and the host continues.
            return false;
        }
    }

    /// <summary>Registers the agent and starts an instance.</summary>
    /// <remarks>Retries while the database does not answer; throws any other error.</remarks>
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

    /// <summary>Writes that the agent has stopped, then deregisters the instance. Does nothing if no instance runs.</summary>
    public async Task StopAsync()
    {
        if (Current is not { } instance)
        {
            return;
        }

        Current = null;
        using (var deadline = ShutdownDeadline.Begin())
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

    // A failed status write does not stop anything else. After a loss another instance owns the status.
    private async Task TellAsync(AgentInstance instance, string reason, bool isEnding, CancellationToken cancellationToken)
    {
        if (!options.ReportStatus || instance.Loss is not (null or AgentInstanceLoss.HeartbeatLost))
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
