using System.Diagnostics.CodeAnalysis;
using AgentState.Internal.Data;
using AgentState.Internal.Data.Checks;
using AgentState.Internal.DependencyInjection;
using AgentState.Internal.Engines.Embedded;
using AgentState.Internal.Engines.Firestore;
using AgentState.Internal.Tokens.Sources;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState;

/// <summary>Configures a registration that <c>AddAgentState</c> created.</summary>
public class AgentStateBuilder
{
    internal AgentStateBuilder(IServiceCollection services, string serviceKey)
    {
        Services = services;
        ServiceKey = serviceKey;
    }

    /// <summary>The service collection of the registration.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The key of the registration and the name of its options; empty for the registration without a key.</summary>
    public string ServiceKey { get; }

    /// <summary>Keeps the state in the memory of this process instead of Firestore, for tests, samples and offline work.</summary>
    /// <remarks>
    /// The embedded engine behaves as Firestore does. Each service provider has its own database, which is lost when the process ends. Safe
    /// to call twice.
    /// </remarks>
    public AgentStateBuilder UseEmbedded()
    {
        Services.Configure<EngineOptions>(ServiceKey, engine => engine.Create = static (provider, options) => new EmbeddedDocumentStore(
            new DatabaseRoot(options.ProjectId ?? ConnectionResolver.EmulatorProject, options.DatabaseId, options.ParentPath),
            provider.GetService<TimeProvider>() ?? TimeProvider.System));
        return this;
    }

    /// <summary>Refreshes the tokens of a service with a refresher that the container creates once.</summary>
    /// <typeparam name="T">The type of the refresher; its constructor parameters are resolved from the container.</typeparam>
    /// <param name="service">
    /// The service, such as <c>github</c>. It also serves <c>github:...</c> keys, unless a more specific service is registered. The last
    /// registration of a service wins.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="service"/> is not a valid document id.</exception>
    public AgentStateBuilder AddTokenRefresher<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        string service)
        where T : class, ITokenRefresher =>
        AddTokenRefresher(service, static provider => ActivatorUtilities.GetServiceOrCreateInstance<T>(provider));

    /// <summary>Refreshes the tokens of a service with a given refresher.</summary>
    /// <param name="service">
    /// The service, such as <c>github</c>. It also serves <c>github:...</c> keys, unless a more specific service is registered. The last
    /// registration of a service wins.
    /// </param>
    /// <param name="refresher">The refresher.</param>
    /// <exception cref="ArgumentException"><paramref name="service"/> is not a valid document id.</exception>
    public AgentStateBuilder AddTokenRefresher(string service, ITokenRefresher refresher)
    {
        ArgumentNullException.ThrowIfNull(refresher);
        return AddTokenRefresher(service, _ => refresher);
    }

    /// <summary>Refreshes the tokens of a service with a refresher that a factory creates.</summary>
    /// <param name="service">
    /// The service, such as <c>github</c>. It also serves <c>github:...</c> keys, unless a more specific service is registered. The last
    /// registration of a service wins.
    /// </param>
    /// <param name="make">Creates the refresher; called once.</param>
    /// <exception cref="ArgumentException"><paramref name="service"/> is not a valid document id.</exception>
    public AgentStateBuilder AddTokenRefresher(string service, Func<IServiceProvider, ITokenRefresher> make)
    {
        Arguments.CheckId(service);
        ArgumentNullException.ThrowIfNull(make);
        return AddTokenSource((provider, sources) => sources.AddRefresher(service, () => make(provider)));
    }

    /// <summary>Refreshes the tokens of a service with a function.</summary>
    /// <param name="service">
    /// The service, such as <c>github</c>. It also serves <c>github:...</c> keys, unless a more specific service is registered. The last
    /// registration of a service wins.
    /// </param>
    /// <param name="refresh">Gets a new grant for a key; see <see cref="ITokenRefresher.RefreshAsync"/>.</param>
    /// <param name="canMint">
    /// Whether the function can get a token without a refresh token; false = it is called only with a grant that has one.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="service"/> is not a valid document id.</exception>
    public AgentStateBuilder AddTokenRefresher(
        string service, Func<string, TokenGrant?, CancellationToken, Task<NewGrant>> refresh, bool canMint = false)
    {
        ArgumentNullException.ThrowIfNull(refresh);
        return AddTokenRefresher(service, new DelegatedRefresher(refresh, canMint));
    }

    /// <summary>Returns a fixed token, such as a personal access token, if no valid grant is stored or can be obtained.</summary>
    /// <remarks>The token is never stored.</remarks>
    /// <param name="service">
    /// The service, such as <c>github</c>. It also serves <c>github:...</c> keys, unless a more specific service is registered. The last
    /// registration of a service wins.
    /// </param>
    /// <param name="token">The token.</param>
    /// <exception cref="ArgumentException"><paramref name="service"/> is not a valid document id.</exception>
    public AgentStateBuilder AddStaticToken(string service, SecretString token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return AddStaticToken(service, _ => token.Reveal());
    }

    /// <summary>Returns a token that a function provides, if no valid grant is stored or can be obtained.</summary>
    /// <remarks>The function is called each time, so that it can read a setting, for example. The token is never stored.</remarks>
    /// <param name="service">
    /// The service, such as <c>github</c>. It also serves <c>github:...</c> keys, unless a more specific service is registered. The last
    /// registration of a service wins.
    /// </param>
    /// <param name="find">Returns the token; null or empty = there is none.</param>
    /// <exception cref="ArgumentException"><paramref name="service"/> is not a valid document id.</exception>
    public AgentStateBuilder AddStaticToken(string service, Func<IServiceProvider, string?> find)
    {
        Arguments.CheckId(service);
        ArgumentNullException.ThrowIfNull(find);
        return AddTokenSource((provider, sources) => sources.AddStatic(service, () => find(provider)));
    }

    private AgentStateBuilder AddTokenSource(Action<IServiceProvider, TokenSourceRegistry> register)
    {
        Services.Configure<TokenSourceOptions>(ServiceKey, options => options.Registrations.Add(register));
        return this;
    }
}
