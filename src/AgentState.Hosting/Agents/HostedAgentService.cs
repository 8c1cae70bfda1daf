using AgentState.Internal.Documents;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Hosting.Agents;

/// <summary>Registers one agent, sends its heartbeats until the host stops, and applies its desired state and settings.</summary>
internal sealed class HostedAgentService : BackgroundService, IAsyncDisposable
{
    // An unreadable document is not repaired within a second.
    private static readonly TimeSpan WatchRetryDelay = TimeSpan.FromSeconds(30);

    private readonly IAgentRegistry registry;
    private readonly HostedAgent agent;
    private readonly HostedInstance instance;
    private readonly HostedAgentOptions options;
    private readonly IHostApplicationLifetime lifetime;
    private readonly TimeProvider time;
    private readonly ILogger logger;

    public HostedAgentService(
        IAgentRegistry registry,
        HostedAgent agent,
        HostedInstance instance,
        HostedAgentOptions options,
        IHostApplicationLifetime lifetime,
        TimeProvider time,
        ILogger logger)
    {
        (this.registry, this.agent, this.instance, this.options) = (registry, agent, instance, options);
        (this.lifetime, this.time, this.logger) = (lifetime, time, logger);
        instance.OnLost = OnLost;
    }

    public HostedAgent Agent => agent;

    /// <summary>
    /// For a host that was not stopped: waits until the instance is deregistered, while the database client is not yet disposed.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        Dispose();
        if (ExecuteTask is { } running)
        {
            using var deadline = ShutdownDeadline.Begin();
            await running.WaitAsync(deadline.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // No instance is started, even briefly, while the desired state is stopped.
            if (!await instance.IsStoppedAsync(stoppingToken).ConfigureAwait(false))
            {
                await instance.StartAsync(stoppingToken).ConfigureAwait(false);
            }

            await WatchAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (Exception error)
            when (stoppingToken.IsCancellationRequested && error is OperationCanceledException or ObjectDisposedException)
        {
            // A host that is disposed without being stopped logs a service as failed if it ends with any exception.
        }
        finally
        {
            await instance.StopAsync().ConfigureAwait(false);
            agent.Stop();
        }
    }

    private async Task WatchAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await foreach (var current in registry.WatchAsync(agent.AgentId, cancellationToken: stoppingToken).ConfigureAwait(false))
                {
                    // A shared watch that started earlier may not have received this host's registration yet.
                    var known = current ?? await registry.GetAsync(agent.AgentId, stoppingToken).ConfigureAwait(false);
                    await SeeAsync(known, stoppingToken).ConfigureAwait(false);
                }
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                HostingLog.WatchFailed(logger, agent.AgentId, WatchRetryDelay, error);
            }

            await Task.Delay(WatchRetryDelay, time, stoppingToken).ConfigureAwait(false);
        }
    }

    private async Task SeeAsync(Agent? current, CancellationToken stoppingToken)
    {
        instance.Current?.Observe(current);
        if (agent.See(current) is { } error)
        {
            HostingLog.ConfigRefused(logger, agent.AgentId, error);
        }

        if (current?.DesiredState is AgentDesiredState.Stopped)
        {
            await StopAsync().ConfigureAwait(false);
        }
        else if (current is not null && agent.IsStopped && !options.StopHostWhenStopped)
        {
            var started = await instance.StartAsync(stoppingToken).ConfigureAwait(false);
            agent.IsStopped = false;
            HostingLog.DesiredAgain(logger, agent.AgentId, started.Epoch);
        }
    }

    private async Task StopAsync()
    {
        if (agent.IsStopped)
        {
            return;
        }

        agent.IsStopped = true;
        if (options.StopHostWhenStopped)
        {
            HostingLog.StoppedEndsHost(logger, agent.AgentId);
            lifetime.StopApplication();
        }
        else
        {
            HostingLog.AgentStopped(logger, agent.AgentId);
            await instance.StopAsync().ConfigureAwait(false);
        }
    }

    private void OnLost(AgentInstance lost, AgentInstanceLoss loss)
    {
        HostingLog.AgentLost(logger, agent.AgentId, lost.Epoch, loss);
        if (options.StopHostWhenLost && loss is not AgentInstanceLoss.HeartbeatLost)
        {
            lifetime.StopApplication();
        }
    }
}
