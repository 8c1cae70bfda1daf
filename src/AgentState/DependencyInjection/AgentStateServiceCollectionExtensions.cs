using AgentState;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

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
    /// Write a time as <c>00:00:01</c> (one second) or <c>1.00:00:00</c> (one day). A bare number fails at start, because .NET reads it as
    /// days. A key that sets no option is logged at start as a warning, with the most similar option.
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
        services.TryAddKeyedSingleton(name, static (provider, key) => MakeStack(provider, (string)key!));
        services.TryAddKeyedSingleton(name, static (provider, key) => new ListenerHub(StackOf(provider, (string)key!).Documents));
        services.TryAddKeyedSingleton(name, static (provider, key) => MakeDesiredStates(provider, (string)key!));
        services.TryAddKeyedSingleton(
            name,
            static (provider, key) => new TaskTypes(StackOf(provider, (string)key!), OptionsOf(provider, (string)key!).Tasks));
        services.TryAddKeyedSingleton(name, static (provider, key) => MakeClaimPolicy(provider, (string)key!));
        services.TryAddKeyedSingleton(
            name,
            static (provider, key) => new Heartbeats(StackOf(provider, (string)key!), Logger<Heartbeats>(provider)));
        services.TryAddKeyedSingleton(name, static (_, _) => new CancelNotices());
        services.TryAddKeyedSingleton(name, static (provider, key) => MakeStatus(provider, (string)key!));
        services.TryAddKeyedSingleton(name, static (provider, key) => MakeCounters(provider, (string)key!));
        services.TryAddKeyedSingleton(name, static (provider, key) => MakeStats(provider, (string)key!));
        services.TryAddKeyedSingleton(name, static (provider, key) => MakeEnds(provider, (string)key!));
        services.TryAddKeyedSingleton(name, static (provider, key) => MakeClaims(provider, (string)key!));
        services.TryAddKeyedSingleton(name, static (provider, key) => MakeForm(provider, (string)key!));
        services.TryAddKeyedSingleton(name, static (provider, key) => MakePump(provider, (string)key!));
        AddService<IUserStore>(services, name, static (provider, name) => new UserStore(
            StackOf(provider, name), provider.GetRequiredKeyedService<ListenerHub>(name), Logger<UserStore>(provider)));
        AddService<IAgentRegistry>(services, name, MakeRegistry);
        AddService<ITaskQueue>(services, name, MakeQueue);
        AddService<ITokenVault>(services, name, MakeVault);
        AddService<IActivityLog>(services, name, MakeLog);
        AddService(services, name, MakeClient);
        return new AgentStateBuilder(services, name);
    }

    // The default registration is not keyed.
    private static void AddService<T>(IServiceCollection services, string name, Func<IServiceProvider, string, T> make)
        where T : class
    {
        if (name == Options.Options.DefaultName)
        {
            services.TryAddSingleton(provider => make(provider, name));
        }
        else
        {
            services.TryAddKeyedSingleton(name, (provider, _) => make(provider, name));
        }
    }

    private static T Service<T>(IServiceProvider provider, string name)
        where T : notnull =>
        name == Options.Options.DefaultName ? provider.GetRequiredService<T>() : provider.GetRequiredKeyedService<T>(name);

    private static AgentStateClient MakeClient(IServiceProvider provider, string name) => new(
        StackOf(provider, name),
        provider.GetRequiredKeyedService<CounterStore>(name),
        provider.GetRequiredKeyedService<CompletionFactory>(name),
        provider.GetRequiredKeyedService<ActivityForm>(name),
        provider.GetRequiredKeyedService<ActivityPump>(name),
        Service<IUserStore>(provider, name),
        Service<IAgentRegistry>(provider, name),
        Service<ITaskQueue>(provider, name),
        Service<ITokenVault>(provider, name),
        Service<IActivityLog>(provider, name));

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

    private static CounterStore MakeCounters(IServiceProvider provider, string name) => new(
        StackOf(provider, name), OptionsOf(provider, name).Agents, Logger<CounterStore>(provider));

    private static TaskStats MakeStats(IServiceProvider provider, string name) => new(
        provider.GetRequiredKeyedService<CounterStore>(name),
        OptionsOf(provider, name).Tasks.StatsCounting,
        StackOf(provider, name).Documents.Root);

    private static CompletionFactory MakeEnds(IServiceProvider provider, string name) => new(
        StackOf(provider, name),
        OptionsOf(provider, name).Tasks,
        provider.GetRequiredKeyedService<TaskStats>(name),
        provider.GetRequiredKeyedService<ActivityForm>(name).Redactor);

    private static ClaimServices MakeClaims(IServiceProvider provider, string name) => new(
        StackOf(provider, name),
        OptionsOf(provider, name).Tasks,
        provider.GetRequiredKeyedService<CompletionFactory>(name),
        provider.GetRequiredKeyedService<ClaimPolicy>(name),
        Logger<ClaimServices>(provider),
        ClaimTokens.New);

    private static AgentRegistry MakeRegistry(IServiceProvider provider, string name) => new(
        StackOf(provider, name),
        provider.GetRequiredKeyedService<ListenerHub>(name),
        provider.GetRequiredKeyedService<CounterStore>(name),
        provider.GetRequiredKeyedService<Heartbeats>(name),
        provider.GetRequiredKeyedService<DesiredStates>(name),
        provider.GetRequiredKeyedService<ActivityForm>(name),
        OptionsOf(provider, name).Agents,
        Logger<AgentRegistry>(provider));

    private static SharedStatus MakeStatus(IServiceProvider provider, string name) => new(
        StackOf(provider, name), provider.GetRequiredKeyedService<ActivityForm>(name), OptionsOf(provider, name).Agents);

    private static DesiredStates MakeDesiredStates(IServiceProvider provider, string name) => new(
        StackOf(provider, name).Documents.Root, OptionsOf(provider, name).Agents, provider.GetRequiredService<TimeProvider>());

    private static ClaimPolicy MakeClaimPolicy(IServiceProvider provider, string name) => new(
        StackOf(provider, name), provider.GetRequiredKeyedService<DesiredStates>(name), provider.GetRequiredKeyedService<TaskTypes>(name));

    private static TaskQueue MakeQueue(IServiceProvider provider, string name) => new(
        StackOf(provider, name),
        OptionsOf(provider, name).Tasks,
        provider.GetRequiredKeyedService<CompletionFactory>(name),
        provider.GetRequiredKeyedService<ListenerHub>(name),
        provider.GetRequiredKeyedService<TaskTypes>(name),
        provider.GetRequiredKeyedService<ClaimServices>(name),
        Logger<TaskQueue>(provider))
    {
        Cancels = provider.GetRequiredKeyedService<CancelNotices>(name),
    };

    private static TokenVault MakeVault(IServiceProvider provider, string name) => new(
        StackOf(provider, name),
        OptionsOf(provider, name).Tokens,
        provider.GetRequiredService<IOptionsMonitor<TokenSourceOptions>>().Get(name).Make(provider),
        provider.GetRequiredKeyedService<ListenerHub>(name),
        provider.GetRequiredKeyedService<ActivityForm>(name),
        Logger<TokenVault>(provider),
        provider.GetKeyedService<ISecretForm>(name));

    private static ActivityForm MakeForm(IServiceProvider provider, string name) => new(
        StackOf(provider, name).Documents.Root, OptionsOf(provider, name).Activity, StackOf(provider, name).Clock);

    private static ActivityPump MakePump(IServiceProvider provider, string name) => new(
        StackOf(provider, name),
        provider.GetRequiredKeyedService<ActivityForm>(name),
        OptionsOf(provider, name).Activity,
        Logger<ActivityPump>(provider));

    private static ActivityLog MakeLog(IServiceProvider provider, string name) => new(
        StackOf(provider, name),
        provider.GetRequiredKeyedService<ListenerHub>(name),
        provider.GetRequiredKeyedService<ActivityForm>(name),
        provider.GetRequiredKeyedService<ActivityPump>(name),
        Logger<ActivityLog>(provider));

    private static DocumentStack StackOf(IServiceProvider provider, string name) => provider.GetRequiredKeyedService<DocumentStack>(name);

    private static AgentStateOptions OptionsOf(IServiceProvider provider, string name) =>
        provider.GetRequiredService<IOptionsMonitor<AgentStateOptions>>().Get(name);

    // Works without registered logging.
    private static GuardedLogger<T> Logger<T>(IServiceProvider provider) =>
        new((provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger<T>());
}
