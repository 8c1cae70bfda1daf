using System.Net.Http.Headers;
using AgentState;
using Microsoft.Extensions.Http;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Puts the vault's tokens on the requests of an HTTP client.</summary>
public static class AgentStateHttpClientExtensions
{
    private const string HeaderName = "Authorization";

    /// <summary>
    /// Puts the current token of a key on each request of this client. A 401 is reported to the vault (<see cref="ITokenVault.ReportRejectedAsync"/>) and the request
    /// repeated once, with the token that the vault gives then.
    /// </summary>
    /// <param name="builder">The client.</param>
    /// <param name="key">The key, such as <c>github</c> or <c>github:user:42</c>.</param>
    /// <param name="scheme">The scheme in the header <c>Authorization</c>.</param>
    /// <param name="agentState">The key of the registration whose vault it is; null = the one without a key.</param>
    /// <exception cref="ArgumentException">The key or the scheme cannot be one.</exception>
    /// <remarks>
    /// A request that has an <c>Authorization</c> header is left as it is. One over plain http to another machine is refused (<see cref="TokenConfigurationException"/>). It is
    /// repeated only where its body can be sent again: none, one in memory, JSON, or one of a known length up to 1 MiB; otherwise the 401 is returned, and the next
    /// request has the new token. A second 401 is returned. A redirect that the client follows does not carry the token, to whatever host. What the vault throws
    /// comes out of the call. Synchronous sending is refused. The token is put on beneath the client's other handlers and its logging, which do
    /// not see it, whatever level they log at.
    /// </remarks>
    public static IHttpClientBuilder AddAgentToken(this IHttpClientBuilder builder, string key, string scheme = "Bearer", string? agentState = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        Arguments.CheckId(key);
        if (!AuthenticationHeaderValue.TryParse($"{scheme} x", out var header) || header.Scheme != scheme)
        {
            throw new ArgumentException($"'{scheme}' is no scheme of the header {HeaderName}, such as Bearer.", nameof(scheme));
        }

        builder.Services.PostConfigure<HttpClientFactoryOptions>(builder.Name, static options =>
        {
            var others = options.ShouldRedactHeaderValue;
            options.ShouldRedactHeaderValue = name => string.Equals(name, HeaderName, StringComparison.OrdinalIgnoreCase) || others(name);
        });

        // Around the primary handler, whoever has set it, and so beneath the factory's logging: that has the header's value in its structured
        // state, though it does not print it.
        builder.Services.PostConfigure<HttpClientFactoryOptions>(builder.Name, options => options.HttpMessageHandlerBuilderActions.Add(handlers =>
            handlers.PrimaryHandler = new AgentTokenHandler(VaultOf(handlers.Services, agentState), key, scheme) { InnerHandler = handlers.PrimaryHandler }));
        return builder;
    }

    private static ITokenVault VaultOf(IServiceProvider provider, string? agentState) =>
        agentState is null ? provider.GetRequiredService<ITokenVault>() : provider.GetRequiredKeyedService<ITokenVault>(agentState);
}
