using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>Keeps one agent registered and beating, and watches what becomes of it, for the life of the host.</summary>
internal sealed class HostedAgentService(
    IAgentRegistry registry,
    HostedAgent agent,
    string type,
    HostedAgentOptions options,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<HostedAgentService> logger) : BackgroundService
{
    // The registry has repeated its calls for long already.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    // What a document says that cannot be read is not mended in a second.
    private static readonly TimeSpan WatchRetryDelay = TimeSpan.FromSeconds(30);

    public HostedAgent Agent => agent;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var instance = await BeginAsync(stoppingToken).ConfigureAwait(false);
            await using (instance.ConfigureAwait(false))
            {
                using var registration = instance.Lost.Register(() => OnLost(instance));
                agent.Start(instance);
                await TellAsync(instance, "started", stoppingToken).ConfigureAwait(false);
                await WatchAsync(instance, stoppingToken).ConfigureAwait(false);
            }
        }
        finally
        {
            agent.Stop();
        }
    }

    // A database that is not there yet is waited for; anything else that goes wrong at the start is the host's to know.
    private async Task<AgentInstance> BeginAsync(CancellationToken cancellationToken)
    {
        var registration = new AgentRegistration
        {
            Id = agent.AgentId,
            Type = type,
            Name = options.Name,
            SoftwareVersion = options.SoftwareVersion,
            Capabilities = options.Capabilities,
        };
        var wishes = new AgentInstanceOptions { SingleInstance = options.SingleInstance, HeartbeatInterval = options.HeartbeatInterval };
        while (true)
        {
            try
            {
                return await registry.StartInstanceAsync(registration, wishes, cancellationToken).ConfigureAwait(false);
            }
            catch (AgentStateException error) when (error is StateUnavailableException or StateConflictException)
            {
                HostingLog.AgentWaits(logger, agent.AgentId, error);
                await Task.Delay(RetryDelay, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task WatchAsync(AgentInstance instance, CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                try
                {
                    await foreach (var current in registry.WatchAsync(agent.AgentId, stoppingToken).ConfigureAwait(false))
                    {
                        // A watch that others began before may not have come to our registration yet.
                        See(instance, current ?? await registry.GetAsync(agent.AgentId, stoppingToken).ConfigureAwait(false));
                    }
                }
                catch (Exception error) when (!stoppingToken.IsCancellationRequested)
                {
                    HostingLog.WatchFailed(logger, agent.AgentId, WatchRetryDelay, error);
                }

                await Task.Delay(WatchRetryDelay, time, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            using var deadline = Farewell.Begin();
            await TellAsync(instance, "stopped", deadline.Token).ConfigureAwait(false);
        }
    }

    private void See(AgentInstance instance, Agent? current)
    {
        instance.Observe(current);
        if (agent.See(current) is { } error)
        {
            HostingLog.ConfigRefused(logger, agent.AgentId, error);
        }

        if (current?.Wanted is AgentWantedState.Stopped && options.StopHostWhenWantedStopped)
        {
            HostingLog.WantedStopped(logger, agent.AgentId);
            lifetime.StopApplication();
        }
    }

    private void OnLost(AgentInstance instance)
    {
        if (instance.Loss is not { } loss || loss is AgentInstanceLoss.Stopped)
        {
            return;
        }

        HostingLog.AgentLost(logger, agent.AgentId, instance.Epoch, loss);
        if (options.StopHostWhenLost && loss is not AgentInstanceLoss.HeartbeatLost)
        {
            lifetime.StopApplication();
        }
    }

    // Somebody else has the agent's status by then; and that it cannot be told holds nothing up.
    private async Task TellAsync(AgentInstance instance, string reason, CancellationToken cancellationToken)
    {
        if (!options.TellStatus || instance.Loss is not (null or AgentInstanceLoss.HeartbeatLost))
        {
            return;
        }

        try
        {
            await registry.SetStatusAsync(agent.AgentId, AgentStatus.Idle, reason, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is AgentStateException or OperationCanceledException)
        {
            HostingLog.StatusUntold(logger, agent.AgentId, reason, error);
        }
    }
}
