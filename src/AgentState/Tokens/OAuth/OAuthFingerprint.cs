using AgentState.Internal.Tokens.Http;
using AgentState.Internal.Tokens.Secrets;

namespace AgentState.Internal.Tokens.OAuth;

/// <summary>The request fingerprint of the client credentials grant. Pure.</summary>
/// <remarks>
/// A refreshed token depends on the user's consent, so it has none. Parameters other than <c>audience</c> and <c>resource</c> are omitted,
/// since they may be secrets.
/// </remarks>
internal static class OAuthFingerprint
{
    public static string? Of(OAuthOptions options) => options.GrantType is OAuthGrantType.ClientCredentials
        ? FingerprintText.Of(
            ("client", [options.ClientId!]),
            ("endpoint", [options.TokenEndpoint!.GetLeftPart(UriPartial.Path)]),
            ("scope", options.Scopes),
            (OAuthParameters.Audience, Find(options, OAuthParameters.Audience)),
            (OAuthParameters.Resource, Find(options, OAuthParameters.Resource)))
        : null;

    private static string[] Find(OAuthOptions options, string name) =>
        [.. SecretTexts.Of(options.Parameters).Where(parameter => parameter.Key == name).Select(parameter => parameter.Value.Reveal())];
}
