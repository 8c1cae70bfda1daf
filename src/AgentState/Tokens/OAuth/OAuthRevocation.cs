using System.Net;

namespace AgentState;

/// <summary>
/// Revokes a grant by RFC 7009: the refresh token, with which the service should drop all that came of it, and the access token, in case it
/// does not. That the service does not know a token counts as done, so it is safe to call again.
/// </summary>
internal sealed class OAuthRevocation(OAuthOptions options, EndpointClient endpoint)
{
    // What servers say of a token that they do not know, though RFC 7009 section 2.2 wants 200 for it.
    private static readonly string[] Unknown = ["invalid_token", "invalid_grant"];

    public async Task RevokeAsync(string key, TokenGrant grant, CancellationToken cancellationToken)
    {
        if (options.RevocationEndpoint is null)
        {
            throw new TokenConfigurationException(
                key, $"The grant '{key}' cannot be revoked at its service: no RevocationEndpoint is set. Set it, or revoke the grant there by hand.");
        }

        if (grant.RefreshToken is { } refreshToken)
        {
            await RevokeAsync(key, refreshToken, OAuthParameters.RefreshToken, cancellationToken).ConfigureAwait(false);
        }

        await RevokeAsync(key, grant.AccessToken, OAuthParameters.AccessToken, cancellationToken).ConfigureAwait(false);
    }

    private async Task RevokeAsync(string key, Secret token, string hint, CancellationToken cancellationToken)
    {
        using var request = OAuthRequests.Revoke(options, token, hint);
        var reply = await endpoint.SendAsync(key, request, cancellationToken).ConfigureAwait(false);
        if (!IsDone(reply, hint))
        {
            throw OAuthExchange.Refused(key, request, reply, OAuthAnswers.Of(reply, isRefresh: false) is var answer and not OAuthAnswer.Granted ? answer : OAuthAnswer.Failed);
        }
    }

    // A service need not revoke access tokens (section 2.2.1): they end by themselves, soon.
    private static bool IsDone(EndpointReply reply, string hint) => reply.Body.Text("error") switch
    {
        null => reply.IsSuccess,
        { } code when Unknown.Contains(code, StringComparer.Ordinal) => reply.Status is not HttpStatusCode.Unauthorized && (int)reply.Status < 500,
        "unsupported_token_type" => hint == OAuthParameters.AccessToken,
        _ => false,
    };
}
