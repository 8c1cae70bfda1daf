using AgentState;
using AgentState.Internal.Agents;
using AgentState.Internal.Agents.Instances;
using AgentState.Internal.Data.Checks;
using AgentState.Internal.DependencyInjection;
using AgentState.Internal.Diagnostics;
using AgentState.Internal.Hosting.Agents;
using AgentState.Internal.Hosting.Health;
using AgentState.Internal.Hosting.Workers;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers agents, the agent sweep and the health check of AgentState in a host.</summary>
public static class AgentStateHostingExtensions
{
    /// <summary>Registers an agent, and sends its heartbeats until the host stops.</summary>
    /// <remarks>
    /// When the host stops, the agent's instance is deregistered. If the database does not answer at the start, the host retries until it
    /// does; any other error stops the host. The agent's <see cref="HostedAgent"/> is a keyed service with the agent's id as the key.
    /// </remarks>
    /// <param name="builder">The registration that the agent belongs to.</param>
    /// <param name="agentId">The agent's id. It must be unique in the host.</param>
    /// <param name="type">The type of the agent, such as <see cref="AgentTypes.GitHub"/>.</param>
    /// <param name="configure">Sets options; null = the defaults.</param>
    /// <returns>A builder for the agent's options and workers, which is also a builder of the registration.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="agentId"/> is not a valid document id or was already added, <paramref name="type"/> is not a valid name, or
    /// <paramref name="configure"/> sets an option that is not valid.
    /// </exception>
    public static HostedAgentBuilder AddAgent(
        this AgentStateBuilder builder, string agentId, string type, Action<HostedAgentOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(agentId);
        Arguments.CheckId(agentId);
        ArgumentException.ThrowIfNullOrWhiteSpace(type);
        Arguments.CheckName(type);
        if (HostedAgentOwner.Of(builder.Services, agentId) is not null)
        {
            throw new ArgumentException($"The agent '{agentId}' was already added to this host. Add each agent id once.", nameof(agentId));
        }

        var options = new HostedAgentOptions();
        configure?.Invoke(options);
        var registration = options.ToRegistration(agentId, type);
        Check(registration, options, nameof(configure));
        builder.Services.AddSingleton(new HostedAgentOwner(builder.ServiceKey, agentId));
        builder.Services.AddKeyedSingleton(agentId, (_, key) => new HostedAgent((string)key!) { ReportsStatus = options.ReportStatus });
        builder.Services.AddSingleton<IHostedService>(provider => ServiceOf(provider, builder.ServiceKey, registration, options));
        return new HostedAgentBuilder(builder, agentId);
    }

    /// <summary>Marks dead agents at an interval until the host stops; see <see cref="IAgentRegistry.SweepAsync"/>.</summary>
    /// <remarks>
    /// Any number of hosts may run the sweep. Each sweep costs one read if no agent is dead. Calling this twice is safe, and adds a second,
    /// independent sweep.
    /// </remarks>
    /// <param name="builder">The registration whose agents are swept.</param>
    /// <param name="interval">
    /// The interval between two sweeps, at least 1 s; null = 30 s. The actual delay varies at random between 75 and 125 % of it.
    /// </param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The interval is shorter than 1 s.</exception>
    public static AgentStateBuilder AddAgentSweep(this AgentStateBuilder builder, TimeSpan? interval = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var pause = interval ?? TimeSpan.FromSeconds(30);
        ArgumentOutOfRangeException.ThrowIfLessThan(pause, TimeSpan.FromSeconds(1), nameof(interval));

        builder.Services.AddSingleton<IHostedService>(provider => new AgentSweepService(
            KeyedServices.Service<IAgentRegistry>(provider, builder.ServiceKey),
            pause,
            provider.GetRequiredService<TimeProvider>(),
            GuardedLogger<AgentSweepService>.From(provider.GetRequiredService<ILoggerFactory>())));
        return builder;
    }

    /// <summary>Adds a health check of the database, the listeners, the agents and the workers of this host.</summary>
    /// <remarks>
    /// Each check costs one read and creates nothing. It is unhealthy if the database does not answer or no handler can be created for a
    /// type. It is also unhealthy if all handlers of a worker still run after their attempts have ended, and degraded if one of them does.
    /// It is degraded if a listener has received nothing for twice <see cref="AgentStateOptions.ListenTimeout"/>, or an agent of the host
    /// is not alive.
    /// </remarks>
    /// <param name="builder">The health checks to add to.</param>
    /// <param name="name">The name of the check.</param>
    /// <param name="serviceKey">The key of the AgentState registration; null = the registration without a key.</param>
    /// <param name="tags">The tags of the check; null = none.</param>
    /// <returns>The same builder.</returns>
    public static IHealthChecksBuilder AddAgentState(
        this IHealthChecksBuilder builder, string name = "agentstate", string? serviceKey = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        var key = serviceKey ?? Options.Options.DefaultName;
        return builder.Add(new HealthCheckRegistration(
            name,
            provider => new AgentStateHealthCheck(
                KeyedServices.Service<AgentStateClient>(provider, key),
                KeyedServices.OptionsOf(provider, key),
                [.. provider.GetServices<IHostedService>().OfType<HostedAgentService>().Select(service => service.Agent)],
                [.. provider.GetServices<TaskWorkerRegistration>().Where(worker => worker.ServiceKey == key)]),
            failureStatus: null,
            tags));
    }

    private static void Check(AgentRegistration registration, HostedAgentOptions options, string argument)
    {
        try
        {
            AgentArguments.Check(registration);
            AgentArguments.Check(options.ToInstanceOptions());
        }
        catch (ArgumentException error)
        {
            throw new ArgumentException(error.Message, argument, error);
        }
    }

    private static HostedAgentService ServiceOf(
        IServiceProvider provider, string serviceKey, AgentRegistration registration, HostedAgentOptions options)
    {
        var registry = KeyedServices.Service<IAgentRegistry>(provider, serviceKey);
        var agent = provider.GetRequiredKeyedService<HostedAgent>(registration.Id);
        var time = provider.GetRequiredService<TimeProvider>();
        var logger = GuardedLogger<HostedAgentService>.From(provider.GetRequiredService<ILoggerFactory>());
        return new HostedAgentService(
            registry,
            agent,
            new HostedInstance(
                registry, provider.GetRequiredKeyedService<SharedStatus>(serviceKey), agent, registration, options, time, logger),
            options,
            provider.GetRequiredService<IHostApplicationLifetime>(),
            time,
            logger);
    }
}
