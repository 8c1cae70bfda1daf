using System.Net;
using AgentState.Internal.Tokens.Http;

namespace AgentState.Internal.Tokens.OAuth;

/// <summary>Revokes a grant by RFC 7009: first the refresh token, then the access token.</summary>
/// <remarks>
/// A service should revoke the access token together with the refresh token, but need not. A token that the service does not recognize
/// counts as revoked, so it is safe to call again.
/// </remarks>
internal sealed class OAuthRevocation(OAuthOptions options, EndpointClient endpoint)
{
    // Returned by some servers for unknown tokens, although RFC 7009 section 2.2 requires 200.
    private static readonly string[] Unknown = ["invalid_token", "invalid_grant"];

    public async Task RevokeAsync(string key, TokenGrant grant, CancellationToken cancellationToken)
    {
        if (options.RevocationEndpoint is null)
        {
            throw new TokenConfigurationException(
                key,
                $"The grant '{key}' cannot be revoked at its service: RevocationEndpoint is not set. Set it, or revoke manually.");
        }

        if (grant.RefreshToken is { } refreshToken)
        {
            await RevokeAsync(key, refreshToken, OAuthParameters.RefreshToken, cancellationToken).ConfigureAwait(false);
        }

        await RevokeAsync(key, grant.AccessToken, OAuthParameters.AccessToken, cancellationToken).ConfigureAwait(false);
    }

    private async Task RevokeAsync(string key, SecretString token, string hint, CancellationToken cancellationToken)
    {
        using var request = OAuthRequests.Revoke(options, token, hint);
        var reply = await endpoint.SendAsync(key, request, cancellationToken).ConfigureAwait(false);
        if (!IsDone(reply, hint))
        {
            var answer = OAuthAnswerReader.Of(reply, isRefresh: false);
            throw OAuthExchange.Refused(key, request, reply, answer is OAuthAnswer.Granted ? OAuthAnswer.Failed : answer);
        }
    }

    // A service need not revoke access tokens (RFC 7009 section 2.2.1); they expire soon.
    private static bool IsDone(EndpointReply reply, string hint) => reply.Body.Text("error") switch
    {
        null => reply.IsSuccess,
        { } code when Unknown.Contains(code, StringComparer.Ordinal) =>
            reply.Status is not HttpStatusCode.Unauthorized && (int)reply.Status < 500,
        "unsupported_token_type" => hint == OAuthParameters.AccessToken,
        _ => false,
    };
}
