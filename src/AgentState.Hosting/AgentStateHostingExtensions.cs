using AgentState;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what AgentState does for the life of a host.</summary>
public static class AgentStateHostingExtensions
{
    /// <summary>
    /// Keeps an agent registered and beating for the life of the host, and says goodbye when it stops. The database is waited for at the start; anything else that goes wrong then stops
    /// the host. Its <see cref="HostedAgent"/> is a keyed service under the agent's id.
    /// </summary>
    /// <param name="builder">The registration that the agent belongs to.</param>
    /// <param name="agentId">The agent's id. One agent of an id in a host.</param>
    /// <param name="type">What kind of agent it is, such as <see cref="AgentTypes.GitHub"/>.</param>
    /// <param name="configure">Sets more; null = by default.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="agentId"/> is not a valid document id or is added already, <paramref name="type"/> is not a valid name, or
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
            throw new ArgumentException($"The agent '{agentId}' is added already.", nameof(agentId));
        }

        var options = new HostedAgentOptions();
        configure?.Invoke(options);
        var registration = options.ToRegistration(agentId, type);
        Check(registration, options, nameof(configure));
        builder.Services.AddSingleton(new HostedAgentOwner(builder.Name, agentId));
        builder.Services.AddKeyedSingleton(agentId, (_, key) => new HostedAgent((string)key!) { TellsStatus = options.TellStatus });
        builder.Services.AddSingleton<IHostedService>(provider => ServiceOf(provider, builder.Name, registration, options));
        return new HostedAgentBuilder(builder, agentId);
    }

    /// <summary>
    /// Marks dead agents for the life of the host, see <see cref="IAgentRegistry.SweepAsync"/>. Any number of hosts may; one read each time where nobody is dead. Safe to call twice: each looks for
    /// itself.
    /// </summary>
    /// <param name="builder">The registration whose agents are looked after.</param>
    /// <param name="interval">How long between two looks, about; null = 30 s. At least 1 s.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is shorter than a second.</exception>
    public static AgentStateBuilder AddAgentSweep(this AgentStateBuilder builder, TimeSpan? interval = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var pause = interval ?? TimeSpan.FromSeconds(30);
        ArgumentOutOfRangeException.ThrowIfLessThan(pause, TimeSpan.FromSeconds(1), nameof(interval));

        builder.Services.AddSingleton<IHostedService>(provider => new AgentSweepService(
            RegistryOf(provider, builder.Name),
            pause,
            provider.GetRequiredService<TimeProvider>(),
            new GuardedLogger<AgentSweepService>(provider.GetRequiredService<ILogger<AgentSweepService>>())));
        return builder;
    }

    /// <summary>
    /// Checks that the database answers (one cheap read, that creates nothing), that no listener has fallen silent, and that the host's agents are alive. Unhealthy where the database does not answer, no handler of a
    /// type can be made, or all places of a worker are taken by handlers that do not stop; degraded where anything else is wrong.
    /// </summary>
    /// <param name="builder">The health checks to add to.</param>
    /// <param name="name">The name of the check.</param>
    /// <param name="serviceKey">The key of the registration; null = the one without a key.</param>
    /// <param name="tags">Tags of the check; null = none.</param>
    public static IHealthChecksBuilder AddAgentState(
        this IHealthChecksBuilder builder, string name = "agentstate", string? serviceKey = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        return builder.Add(new HealthCheckRegistration(
            name,
            provider => new AgentStateHealthCheck(
                serviceKey is null ? provider.GetRequiredService<AgentStateClient>() : provider.GetRequiredKeyedService<AgentStateClient>(serviceKey),
                provider.GetRequiredService<Options.IOptionsMonitor<AgentStateOptions>>().Get(serviceKey ?? Options.Options.DefaultName),
                [.. provider.GetServices<IHostedService>().OfType<HostedAgentService>().Select(service => service.Agent)],
                [.. provider.GetServices<TaskWorkerRegistration>()
                    .Where(worker => worker.Name == (serviceKey ?? Options.Options.DefaultName))]),
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
        IServiceProvider provider, string name, AgentRegistration registration, HostedAgentOptions options)
    {
        var registry = RegistryOf(provider, name);
        var agent = provider.GetRequiredKeyedService<HostedAgent>(registration.Id);
        var time = provider.GetRequiredService<TimeProvider>();
        var logger = new GuardedLogger<HostedAgentService>(provider.GetRequiredService<ILogger<HostedAgentService>>());
        return new HostedAgentService(
            registry,
            agent,
            new HostedInstance(registry, provider.GetRequiredKeyedService<SharedStatus>(name), agent, registration, options, time, logger),
            options,
            provider.GetRequiredService<IHostApplicationLifetime>(),
            time,
            logger);
    }

    private static IAgentRegistry RegistryOf(IServiceProvider provider, string name) =>
        name.Length == 0 ? provider.GetRequiredService<IAgentRegistry>() : provider.GetRequiredKeyedService<IAgentRegistry>(name);
}
