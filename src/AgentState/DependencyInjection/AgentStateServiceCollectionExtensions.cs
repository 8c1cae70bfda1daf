using AgentState;
using AgentState.Internal.Activities;
using AgentState.Internal.Agents.Counting;
using AgentState.Internal.Client;
using AgentState.Internal.DependencyInjection;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Engines.Firestore;
using AgentState.Internal.Tasks.Completing;
using AgentState.Internal.Users;
using AgentState.Internal.Watching;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using static AgentState.Internal.DependencyInjection.KeyedServices;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers AgentState in a service collection.</summary>
/// <example>
/// <code>
/// builder.Services.AddAgentState(builder.Configuration.GetSection("AgentState"));
/// </code>
/// </example>
public static class AgentStateServiceCollectionExtensions
{
    /// <summary>Registers <see cref="AgentStateClient"/> and its services as singletons, connected by environment variables.</summary>
    /// <remarks>
    /// The connection comes from <c>FIRESTORE_EMULATOR_HOST</c>, <c>FIREBASE_CREDENTIALS</c> or application default credentials. Existing
    /// registrations are not replaced, so a second call is safe.
    /// </remarks>
    /// <param name="services">The services to add to.</param>
    public static AgentStateBuilder AddAgentState(this IServiceCollection services) =>
        Add(services, Options.Options.DefaultName);

    /// <summary>Registers AgentState with options from a configuration section.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="configuration">
    /// The section of <see cref="AgentStateOptions"/>, such as <c>configuration.GetSection("AgentState")</c>.
    /// </param>
    /// <remarks>
    /// <para>Write a time as <c>00:00:01</c> (one second) or <c>1.00:00:00</c> (one day). A bare number fails at start, because .NET reads
    /// it as days. A key that sets no option is logged at start as a warning, with the most similar option.</para>
    /// <para>Its section <c>Workers</c> contains the options of each worker of AgentState.Hosting, by task type.</para>
    /// </remarks>
    public static AgentStateBuilder AddAgentState(this IServiceCollection services, IConfiguration configuration) =>
        Add(services, Options.Options.DefaultName, configuration);

    /// <summary>Registers AgentState with options set in code.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="configure">Sets the options.</param>
    public static AgentStateBuilder AddAgentState(this IServiceCollection services, Action<AgentStateOptions> configure) =>
        Add(services, Options.Options.DefaultName, configure);

    /// <summary>Registers AgentState under a key; its services are resolved as keyed services.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="serviceKey">The key of the services and the name of the options.</param>
    public static AgentStateBuilder AddKeyedAgentState(this IServiceCollection services, string serviceKey) =>
        Add(services, Key(serviceKey));

    /// <summary>Registers AgentState under a key, with options from a configuration section.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="serviceKey">The key of the services and the name of the options.</param>
    /// <param name="configuration">The section of <see cref="AgentStateOptions"/>.</param>
    public static AgentStateBuilder AddKeyedAgentState(this IServiceCollection services, string serviceKey, IConfiguration configuration) =>
        Add(services, Key(serviceKey), configuration);

    /// <summary>Registers AgentState under a key, with options set in code.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="serviceKey">The key of the services and the name of the options.</param>
    /// <param name="configure">Sets the options.</param>
    public static AgentStateBuilder AddKeyedAgentState(
        this IServiceCollection services, string serviceKey, Action<AgentStateOptions> configure) =>
        Add(services, Key(serviceKey), configure);

    private static string Key(string serviceKey)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(serviceKey);
        return serviceKey;
    }

    private static AgentStateBuilder Add(IServiceCollection services, string name, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var builder = Add(services, name);
        services.AddOptions<AgentStateOptions>(name).Bind(configuration);
        services.AddSingleton(new BoundConfiguration(name, configuration, ConfigurationKeys.AgentState));
        return builder;
    }

    private static AgentStateBuilder Add(IServiceCollection services, string name, Action<AgentStateOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = Add(services, name);
        services.Configure(name, configure);
        return builder;
    }

    private static AgentStateBuilder Add(IServiceCollection services, string name)
    {
        ArgumentNullException.ThrowIfNull(services);

        services.AddOptions<AgentStateOptions>(name).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AgentStateOptions>, AgentStateOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AgentStateOptions>, ConfigurationValidator>(
            static provider => new ConfigurationValidator(
                provider.GetServices<BoundConfiguration>(), Logger<ConfigurationValidator>(provider))));
        services.TryAddSingleton(TimeProvider.System);
        AddInternal(services, name, MakeStack);
        AddInternal(services, name, static (provider, key) => new ListenerHub(StackOf(provider, key).Documents));
        AddService<IUserStore>(services, name, static (provider, key) => new UserStore(
            StackOf(provider, key), Internal<ListenerHub>(provider, key)));
        FleetRegistration.Add(services, name);
        TaskRegistration.Add(services, name);
        TokenRegistration.Add(services, name);
        ActivityRegistration.Add(services, name);
        AddService(services, name, MakeClient);
        return new AgentStateBuilder(services, name);
    }

    private static AgentStateClient MakeClient(IServiceProvider provider, string name) => new(
        StackOf(provider, name),
        Internal<CounterStore>(provider, name),
        Internal<CompletionFactory>(provider, name),
        Internal<ActivityForm>(provider, name),
        Internal<ActivityPump>(provider, name),
        new ClientServices
        {
            Users = Service<IUserStore>(provider, name),
            Agents = Service<IAgentRegistry>(provider, name),
            Tasks = Service<ITaskQueue>(provider, name),
            TaskAdministration = Service<ITaskAdministration>(provider, name),
            Tokens = Service<ITokenVault>(provider, name),
            Activity = Service<IActivityLog>(provider, name),
        });

    private static DocumentStack MakeStack(IServiceProvider provider, string name)
    {
        var options = OptionsOf(provider, name);
        var engine = provider.GetRequiredService<IOptionsMonitor<EngineOptions>>().Get(name);
        var logger = Logger<DocumentStack>(provider);
        return new DocumentStack(
            engine.Create is { } create ? create(provider, options) : FirestoreEngine.Create(options.ToConnection(), logger),
            options.Retry,
            provider.GetRequiredService<TimeProvider>(),
            logger);
    }
}
