using System.Net.Http.Headers;
using AgentState;
using AgentState.Internal.Data.Checks;
using AgentState.Internal.DependencyInjection;
using AgentState.Internal.Tokens.Http;
using Microsoft.Extensions.Http;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds access tokens from the vault to the requests of an HTTP client.</summary>
/// <example>
/// <code>
/// builder.Services.AddHttpClient("github").AddAgentToken("github");
/// </code>
/// </example>
public static class AgentStateHttpClientExtensions
{
    private const string HeaderName = "Authorization";

    /// <summary>Adds the current access token of a key to each request of this client.</summary>
    /// <param name="builder">The client.</param>
    /// <param name="key">The key, such as <c>github</c> or <c>github:user:42</c>.</param>
    /// <param name="scheme">The scheme in the header <c>Authorization</c>.</param>
    /// <param name="serviceKey">The key of the registration whose vault is used; null = the registration without a key.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="key"/> is not a valid document id, or <paramref name="scheme"/> is not a valid authentication scheme.
    /// </exception>
    /// <remarks>
    /// <para>A 401 is reported to the vault (<see cref="ITokenVault.ReportRejectedAsync"/>). If the vault returns another token, the
    /// request is sent once more with it. A second 401 is returned to the caller.</para>
    /// <para>A request is repeated only if its body can be sent again: no body, a body in memory, JSON, or a body of a known length up to
    /// 1 MiB. Otherwise the 401 is returned, and the next request uses the new token.</para>
    /// <para>A request that already has an <c>Authorization</c> header is not changed. A request over plain http to another machine throws
    /// <see cref="TokenConfigurationException"/>. A redirect that the client follows does not carry the token, whatever its host.</para>
    /// <para>The call throws the exceptions of the vault. Synchronous sending throws <see cref="NotSupportedException"/>.</para>
    /// <para>The token is added beneath the client's other handlers and its logging, so that neither sees it at any log level.</para>
    /// </remarks>
    public static IHttpClientBuilder AddAgentToken(
        this IHttpClientBuilder builder, string key, string scheme = "Bearer", string? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        Arguments.CheckId(key);
        if (!AuthenticationHeaderValue.TryParse($"{scheme} x", out var header) || header.Scheme != scheme)
        {
            throw new ArgumentException(
                $"'{scheme}' is not a valid scheme for the {HeaderName} header. Use a scheme such as Bearer.", nameof(scheme));
        }

        builder.Services.PostConfigure<HttpClientFactoryOptions>(builder.Name, static options =>
        {
            var others = options.ShouldRedactHeaderValue;
            options.ShouldRedactHeaderValue = name =>
                string.Equals(name, HeaderName, StringComparison.OrdinalIgnoreCase) || others(name);
        });

        // Wraps the primary handler and so stays beneath the factory's logging, whose structured state contains header values even where
        // its text redacts them.
        builder.Services.PostConfigure<HttpClientFactoryOptions>(
            builder.Name,
            options => options.HttpMessageHandlerBuilderActions.Add(handlers =>
                handlers.PrimaryHandler = new AgentTokenHandler(VaultOf(handlers.Services, serviceKey), key, scheme)
                {
                    InnerHandler = handlers.PrimaryHandler,
                }));
        return builder;
    }

    private static ITokenVault VaultOf(IServiceProvider provider, string? serviceKey) =>
        KeyedServices.Service<ITokenVault>(provider, serviceKey ?? Options.Options.DefaultName);
}
