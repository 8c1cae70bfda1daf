using AgentState;
using AgentState.Internal.Data.Checks;
using AgentState.Internal.Diagnostics;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Tokens.GitHub;
using AgentState.Internal.Tokens.Http;
using AgentState.Internal.Tokens.OAuth;
using AgentState.Internal.Tokens.Sources;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the services that issue the vault's tokens: OAuth 2.0 services and GitHub.</summary>
public static class AgentStateTokenExtensions
{
    /// <summary>Refreshes the tokens of an OAuth 2.0 service, or mints them with the client's own credentials.</summary>
    /// <remarks>See RFC 6749, section 6 for refreshing and section 4.4 for client credentials.</remarks>
    /// <param name="builder">The registration.</param>
    /// <param name="service">
    /// The service, such as <c>google</c>. It also serves <c>google:...</c> keys. It is the name of the options, prefixed with the key of
    /// the registration if there is one: <c>vault/google</c>.
    /// </param>
    /// <param name="configure">Sets the options, which are validated at start.</param>
    /// <exception cref="ArgumentException"><paramref name="service"/> is not a valid document id.</exception>
    public static AgentStateBuilder AddOAuthRefresh(this AgentStateBuilder builder, string service, Action<OAuthOptions> configure) =>
        Add<OAuthOptions, OAuthOptionsValidator>(
            builder,
            service,
            configure,
            static (provider, clock, options) => new OAuthRefresher(options, EndpointOf(provider), clock, LoggerOf(provider)));

    /// <summary>Mints the installation tokens of a GitHub App.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="service">
    /// The service, such as <c>github</c>. It also serves <c>github:...</c> keys. It is the name of the options, prefixed with the key of
    /// the registration if there is one: <c>vault/github</c>.
    /// </param>
    /// <param name="configure">Sets the options, which are validated at start.</param>
    /// <exception cref="ArgumentException"><paramref name="service"/> is not a valid document id.</exception>
    public static AgentStateBuilder AddGitHubApp(this AgentStateBuilder builder, string service, Action<GitHubAppOptions> configure) =>
        Add<GitHubAppOptions, GitHubAppOptionsValidator>(
            builder,
            service,
            configure,
            static (provider, _, options) => new GitHubAppRefresher(
                options, EndpointOf(provider), provider.GetRequiredService<TimeProvider>(), LoggerOf(provider)));

    /// <summary>Refreshes the user access tokens of a GitHub App.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="service">
    /// The service, such as <c>github:user</c>. It also serves <c>github:user:...</c> keys. It is the name of the options, prefixed with
    /// the key of the registration if there is one: <c>vault/github:user</c>.
    /// </param>
    /// <param name="configure">Sets the options, which are validated at start.</param>
    /// <exception cref="ArgumentException"><paramref name="service"/> is not a valid document id.</exception>
    public static AgentStateBuilder AddGitHubUserTokens(
        this AgentStateBuilder builder, string service, Action<GitHubUserOptions> configure) =>
        Add<GitHubUserOptions, GitHubUserOptionsValidator>(
            builder,
            service,
            configure,
            static (provider, clock, options) => new GitHubUserRefresher(options, EndpointOf(provider), clock, LoggerOf(provider)));

    private static AgentStateBuilder Add<TOptions, TValidator>(
        AgentStateBuilder builder,
        string service,
        Action<TOptions> configure,
        Func<IServiceProvider, ServerClock, TOptions, ITokenRefresher> make)
        where TOptions : class, new()
        where TValidator : class, IValidateOptions<TOptions>, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        Arguments.CheckId(service);
        ArgumentNullException.ThrowIfNull(configure);

        var name = builder.ServiceKey.Length == 0 ? service : $"{builder.ServiceKey}/{service}";
        builder.Services.AddOptions<TOptions>(name).Configure(configure).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>>(new TValidator()));
        AddEndpoint(builder.Services);

        // Reads the options when the vault is created, so that invalid ones fail there even if no host validates them at start.
        builder.Services.Configure<TokenSourceOptions>(builder.ServiceKey, sources => sources.Registrations.Add((provider, found) =>
        {
            var options = provider.GetRequiredService<IOptionsMonitor<TOptions>>().Get(name);
            var clock = provider.GetRequiredKeyedService<DocumentStack>(builder.ServiceKey).Clock;
            found.AddRefresher(service, () => make(provider, clock, options));
        }));
        return builder;
    }

    private static void AddEndpoint(IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(EndpointClient)))
        {
            return;
        }

        // Removes handlers that the application adds to all its clients: a retry handler could use up a refresh token, and a logging
        // handler would see it.
        services.AddHttpClient(EndpointClient.ClientName)
            .ConfigureHttpClient(static client => client.Timeout = EndpointClient.Timeout)
            .ConfigureAdditionalHttpMessageHandlers(static (handlers, _) => handlers.Clear())
            .ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                Proxy = new EndpointProxy(HttpClient.DefaultProxy),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            })
            .RemoveAllLoggers();
        services.AddSingleton(static provider => new EndpointClient(
            provider.GetRequiredService<IHttpClientFactory>(), provider.GetRequiredService<TimeProvider>()));
    }

    private static EndpointClient EndpointOf(IServiceProvider provider) => provider.GetRequiredService<EndpointClient>();

    private static GuardedLogger LoggerOf(IServiceProvider provider) =>
        new(provider.GetService<ILoggerFactory>()?.CreateLogger("AgentState.Tokens") ?? NullLogger.Instance);
}
