using System.Net;
using AgentState.Internal.Diagnostics;
using AgentState.Internal.Documents;
using AgentState.Internal.Tokens.Http;
using AgentState.Internal.Tokens.OAuth;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Tokens.GitHub;

/// <summary>Refreshes the tokens of a GitHub App's users.</summary>
/// <remarks>
/// When GitHub issues a new pair, it invalidates the previous refresh token and access token at once. It returns errors with status 200.
/// </remarks>
internal sealed class GitHubUserRefresher(GitHubUserOptions options, EndpointClient endpoint, ServerClock clock, ILogger logger)
    : ITokenRefresher, ITokenRevoker
{
    private readonly OAuthExchange exchange = new(endpoint, clock, logger, OAuthOptions.DefaultAssumedLifetime);

    private readonly OAuthOptions oauth = new()
    {
        TokenEndpoint = EndpointAddress.Beneath(options.Address.Web, "login/oauth/access_token"),
        ClientId = options.ClientId,
        ClientSecret = options.ClientSecret,
        ClientAuthentication = options.ClientSecret is null ? OAuthClientAuthentication.None : OAuthClientAuthentication.Post,
    };

    public bool CanMint => false;

    public async Task<NewGrant> RefreshAsync(string key, TokenGrant? current, CancellationToken cancellationToken)
    {
        var refreshToken = current?.RefreshToken ?? throw new ReauthorizationRequiredException(key);
        using var request = OAuthRequests.Refresh(oauth, refreshToken);
        request.Headers.TryAddWithoutValidation("User-Agent", options.UserAgent);
        return await exchange.AskAsync(key, request, current, [], cancellationToken).ConfigureAwait(false);
    }

    public async Task RevokeAsync(string key, TokenGrant grant, CancellationToken cancellationToken)
    {
        if (options.ClientSecret is not { } secret)
        {
            throw new TokenConfigurationException(
                key, $"The grant '{key}' cannot be revoked at GitHub without the app's secret. Set ClientSecret, or revoke it manually.");
        }

        using var request = GitHubRequests.RevokeUser(options, secret, grant.AccessToken);
        var reply = await endpoint.SendAsync(key, request, cancellationToken).ConfigureAwait(false);
        if (reply.Status is HttpStatusCode.Unauthorized)
        {
            // The token counts as revoked, but the 401 may also mean that GitHub rejected the client secret.
            Log.RevocationUnauthorized(logger, key);
        }
        else if (!GitHubRevocation.IsDone(reply))
        {
            throw GitHubRevocation.Failed(key, reply);
        }
    }
}
