using System.Net;
using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// Refreshes the tokens of a GitHub App's users. GitHub gives a new pair and drops the old one at once, the access token as well; an error comes
/// with the status 200.
/// </summary>
internal sealed class GitHubUserRefresher(GitHubUserOptions options, EndpointClient endpoint, ServerClock clock, ILogger logger) : ITokenRefresher, ITokenRevoker
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
                key, $"The grant '{key}' cannot be revoked at GitHub without the app's secret. Set ClientSecret, or revoke it there by hand.");
        }

        using var request = GitHubRequests.RevokeUser(options, secret, grant.AccessToken);
        var reply = await endpoint.SendAsync(key, request, cancellationToken).ConfigureAwait(false);
        if (reply.Status is HttpStatusCode.Unauthorized)
        {
            // It counts as done, as for any token that GitHub does not take; here it may be the client that it does not take.
            Log.RevocationUnauthorized(logger, key);
        }
        else if (!GitHubRevocation.IsDone(reply))
        {
            throw GitHubRevocation.Failed(key, reply);
        }
    }
}
