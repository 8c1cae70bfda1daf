using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState;

/// <summary>Goes on with a registration that <c>AddAgentState</c> began.</summary>
public sealed class AgentStateBuilder
{
    internal AgentStateBuilder(IServiceCollection services, string name)
    {
        Services = services;
        Name = name;
    }

    /// <summary>The services that are registered into.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The key of the registration, and the name of its options; empty for the one without a key.</summary>
    public string Name { get; }

    /// <summary>
    /// Keeps the state in this process's memory instead of Firestore: for tests, samples and work offline. It behaves as Firestore does
    /// and is gone with the process. Each service provider has a database of its own. Safe to call twice.
    /// </summary>
    public AgentStateBuilder UseEmbedded()
    {
        Services.Configure<EngineOptions>(Name, engine => engine.Create = static (provider, options) => new EmbeddedDocumentStore(
            new DatabaseRoot(options.ProjectId ?? ConnectionResolver.EmulatorProject, options.DatabaseId, options.ParentPath),
            provider.GetService<TimeProvider>() ?? TimeProvider.System));
        return this;
    }

    /// <summary>Refreshes the tokens of a service. The refresher is made by the container, once, with what its constructor asks for.</summary>
    /// <typeparam name="T">The refresher.</typeparam>
    /// <param name="service">The service, such as <c>github</c>; it serves <c>github:...</c> keys as well, unless a closer one is registered. The last one for a service wins.</param>
    /// <exception cref="ArgumentException">The name cannot be a key.</exception>
    public AgentStateBuilder AddTokenRefresher<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(string service)
        where T : class, ITokenRefresher =>
        AddTokenRefresher(service, static provider => ActivatorUtilities.GetServiceOrCreateInstance<T>(provider));

    /// <summary>Refreshes the tokens of a service.</summary>
    /// <param name="service">The service, such as <c>github</c>; it serves <c>github:...</c> keys as well, unless a closer one is registered. The last one for a service wins.</param>
    /// <param name="refresher">The refresher.</param>
    /// <exception cref="ArgumentException">The name cannot be a key.</exception>
    public AgentStateBuilder AddTokenRefresher(string service, ITokenRefresher refresher)
    {
        ArgumentNullException.ThrowIfNull(refresher);
        return AddTokenRefresher(service, _ => refresher);
    }

    /// <summary>Refreshes the tokens of a service.</summary>
    /// <param name="service">The service, such as <c>github</c>; it serves <c>github:...</c> keys as well, unless a closer one is registered. The last one for a service wins.</param>
    /// <param name="make">Makes the refresher, once.</param>
    /// <exception cref="ArgumentException">The name cannot be a key.</exception>
    public AgentStateBuilder AddTokenRefresher(string service, Func<IServiceProvider, ITokenRefresher> make)
    {
        Arguments.CheckId(service);
        ArgumentNullException.ThrowIfNull(make);
        return AddTokenSource((provider, sources) => sources.AddRefresher(service, () => make(provider)));
    }

    /// <summary>Refreshes the tokens of a service by a function.</summary>
    /// <param name="service">The service, such as <c>github</c>; it serves <c>github:...</c> keys as well, unless a closer one is registered. The last one for a service wins.</param>
    /// <param name="refresh">Gets a new grant for a key; see <see cref="ITokenRefresher.RefreshAsync"/>.</param>
    /// <param name="canMint">Whether it can get tokens without a refresh token; false = it is called only with a grant that has one.</param>
    /// <exception cref="ArgumentException">The name cannot be a key.</exception>
    public AgentStateBuilder AddTokenRefresher(string service, Func<string, TokenGrant?, CancellationToken, Task<NewGrant>> refresh, bool canMint = false)
    {
        ArgumentNullException.ThrowIfNull(refresh);
        return AddTokenRefresher(service, new DelegatedRefresher(refresh, canMint));
    }

    /// <summary>
    /// Returns a token that never changes (a personal access token, say) where no grant is stored that is good, and none can be had. It is never stored.
    /// </summary>
    /// <param name="service">The service, such as <c>github</c>; it serves <c>github:...</c> keys as well, unless a closer one is registered. The last one for a service wins.</param>
    /// <param name="token">The token.</param>
    /// <exception cref="ArgumentException">The name cannot be a key.</exception>
    public AgentStateBuilder AddStaticToken(string service, Secret token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return AddStaticToken(service, _ => token.Reveal());
    }

    /// <summary>Returns a token that is looked up each time, such as a setting, where no grant is stored that is good, and none can be had. It is never stored.</summary>
    /// <param name="service">The service, such as <c>github</c>; it serves <c>github:...</c> keys as well, unless a closer one is registered. The last one for a service wins.</param>
    /// <param name="find">Finds the token; null or empty = there is none.</param>
    /// <exception cref="ArgumentException">The name cannot be a key.</exception>
    public AgentStateBuilder AddStaticToken(string service, Func<IServiceProvider, string?> find)
    {
        Arguments.CheckId(service);
        ArgumentNullException.ThrowIfNull(find);
        return AddTokenSource((provider, sources) => sources.AddStatic(service, () => find(provider)));
    }

    private AgentStateBuilder AddTokenSource(Action<IServiceProvider, TokenSources> register)
    {
        Services.Configure<TokenSourceOptions>(Name, options => options.Registrations.Add(register));
        return this;
    }
}
