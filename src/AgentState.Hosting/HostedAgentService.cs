using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>Keeps one agent registered and beating for the life of the host, and follows what its document says.</summary>
internal sealed class HostedAgentService : BackgroundService, IAsyncDisposable
{
    // What a document says that cannot be read is not mended in a second.
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
    /// Of a host that was not stopped: waits for the instance to be deregistered, while the database can still be called.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        Dispose();
        if (ExecuteTask is { } running)
        {
            using var deadline = Farewell.Begin();
            await running.WaitAsync(deadline.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // An agent that is wanted stopped gets no instance, not even for a moment.
            if (!await instance.IsWantedStoppedAsync(stoppingToken).ConfigureAwait(false))
            {
                await instance.StartAsync(stoppingToken).ConfigureAwait(false);
            }

            await WatchAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (Exception error)
            when (stoppingToken.IsCancellationRequested && error is OperationCanceledException or ObjectDisposedException)
        {
            // The host stops, or was disposed without a stop: then it logs a service that ends with any exception as failed.
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
                await foreach (var current in registry.WatchAsync(agent.AgentId, stoppingToken).ConfigureAwait(false))
                {
                    // A watch that others began before may not have come to our registration yet.
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

        if (current?.Wanted is AgentWantedState.Stopped)
        {
            await StopAsync().ConfigureAwait(false);
        }
        else if (current is not null && agent.IsStopped && !options.StopHostWhenWantedStopped)
        {
            var started = await instance.StartAsync(stoppingToken).ConfigureAwait(false);
            agent.IsStopped = false;
            HostingLog.WantedAgain(logger, agent.AgentId, started.Epoch);
        }
    }

    private async Task StopAsync()
    {
        if (agent.IsStopped)
        {
            return;
        }

        agent.IsStopped = true;
        if (options.StopHostWhenWantedStopped)
        {
            HostingLog.WantedStoppedEndsHost(logger, agent.AgentId);
            lifetime.StopApplication();
        }
        else
        {
            HostingLog.WantedStopped(logger, agent.AgentId);
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
