using AgentState;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers where the vault gets tokens from: OAuth 2.0 services, and GitHub.</summary>
public static class AgentStateTokenExtensions
{
    /// <summary>
    /// Refreshes the tokens of an OAuth 2.0 service (RFC 6749 section 6), or mints them by the client's own credentials (section 4.4).
    /// </summary>
    /// <param name="builder">The registration.</param>
    /// <param name="service">The service, such as <c>google</c>; it serves <c>google:...</c> keys as well. It names the options, after the registration's key where that has one: <c>vault/google</c>.</param>
    /// <param name="configure">Sets the options; they are checked at start.</param>
    /// <exception cref="ArgumentException">The name cannot be a key.</exception>
    public static AgentStateBuilder AddOAuthRefresh(this AgentStateBuilder builder, string service, Action<OAuthOptions> configure) =>
        Add<OAuthOptions, OAuthOptionsValidator>(
            builder, service, configure, static (provider, clock, options) => new OAuthRefresher(options, EndpointOf(provider), clock, LoggerOf(provider)));

    /// <summary>Mints the installation tokens of a GitHub App.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="service">The service, such as <c>github</c>; it serves <c>github:...</c> keys as well. It names the options, after the registration's key where that has one: <c>vault/github</c>.</param>
    /// <param name="configure">Sets the options; they are checked at start.</param>
    /// <exception cref="ArgumentException">The name cannot be a key.</exception>
    public static AgentStateBuilder AddGitHubApp(this AgentStateBuilder builder, string service, Action<GitHubAppOptions> configure) =>
        Add<GitHubAppOptions, GitHubAppOptionsValidator>(
            builder,
            service,
            configure,
            static (provider, _, options) => new GitHubAppRefresher(
                options, EndpointOf(provider), provider.GetRequiredService<TimeProvider>(), LoggerOf(provider)));

    /// <summary>Refreshes the tokens that users of a GitHub App have consented to.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="service">The service, such as <c>github:user</c>; it serves <c>github:user:...</c> keys as well. It names the options, after the registration's key where that has one.</param>
    /// <param name="configure">Sets the options; they are checked at start.</param>
    /// <exception cref="ArgumentException">The name cannot be a key.</exception>
    public static AgentStateBuilder AddGitHubUserTokens(this AgentStateBuilder builder, string service, Action<GitHubUserOptions> configure) =>
        Add<GitHubUserOptions, GitHubUserOptionsValidator>(
            builder, service, configure, static (provider, clock, options) => new GitHubUserRefresher(options, EndpointOf(provider), clock, LoggerOf(provider)));

    private static AgentStateBuilder Add<TOptions, TValidator>(
        AgentStateBuilder builder, string service, Action<TOptions> configure, Func<IServiceProvider, ServerClock, TOptions, ITokenRefresher> make)
        where TOptions : class, new()
        where TValidator : class, IValidateOptions<TOptions>, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        Arguments.CheckId(service);
        ArgumentNullException.ThrowIfNull(configure);

        var name = builder.Name.Length == 0 ? service : $"{builder.Name}/{service}";
        builder.Services.AddOptions<TOptions>(name).Configure(configure).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>>(new TValidator()));
        AddEndpoint(builder.Services);

        // The options are read when the vault is made, so that bad ones are told then where no host checks them at its start.
        builder.Services.Configure<TokenSourceOptions>(builder.Name, sources => sources.Registrations.Add((provider, found) =>
        {
            var options = provider.GetRequiredService<IOptionsMonitor<TOptions>>().Get(name);
            var clock = provider.GetRequiredKeyedService<DocumentStack>(builder.Name).Clock;
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

        // What the program puts around all its clients is left out: a handler that repeats would use up a refresh token, one that logs
        // would see it.
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
