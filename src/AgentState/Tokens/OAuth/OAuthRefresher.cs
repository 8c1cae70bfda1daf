using AgentState.Internal.Documents;
using AgentState.Internal.Tokens.Http;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Tokens.OAuth;

/// <summary>Gets tokens of an OAuth 2.0 service, with the stored refresh token or the client's own credentials.</summary>
internal sealed class OAuthRefresher(OAuthOptions options, EndpointClient endpoint, ServerClock clock, ILogger logger)
    : ITokenRefresher, ITokenRevoker
{
    private readonly OAuthExchange exchange = new(endpoint, clock, logger, options.AssumedLifetime, options.ClassifyError);
    private readonly OAuthRevocation revocation = new(options, endpoint);

    public bool CanMint => options.GrantType is OAuthGrantType.ClientCredentials;

    public string? RequestFingerprint { get; } = OAuthFingerprint.Of(options);

    public async Task<NewGrant> RefreshAsync(string key, TokenGrant? current, CancellationToken cancellationToken)
    {
        if (CanMint)
        {
            using var mint = OAuthRequests.Mint(options);
            return await exchange.AskAsync(key, mint, current: null, [.. options.Scopes], cancellationToken).ConfigureAwait(false);
        }

        // The vault calls this only with a refresh token.
        var refreshToken = current?.RefreshToken ?? throw new ReauthorizationRequiredException(key);
        using var refresh = OAuthRequests.Refresh(options, refreshToken);
        return await exchange.AskAsync(key, refresh, current, [.. options.Scopes], cancellationToken).ConfigureAwait(false);
    }

    public Task RevokeAsync(string key, TokenGrant grant, CancellationToken cancellationToken) =>
        revocation.RevokeAsync(key, grant, cancellationToken);
}
