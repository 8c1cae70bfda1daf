using System.Net.Http.Headers;
using System.Text;
using AgentState.Internal.Tokens.Http;
using AgentState.Internal.Tokens.Secrets;

namespace AgentState.Internal.Tokens.OAuth;

/// <summary>Creates the requests to a token or revocation endpoint, with secrets only in the body or a header. Pure.</summary>
internal static class OAuthRequests
{
    /// <summary>Creates a refresh request (RFC 6749 section 6).</summary>
    public static HttpRequestMessage Refresh(OAuthOptions options, SecretString refreshToken) => Post(
        options.TokenEndpoint!,
        options,
        [new(OAuthParameters.GrantType, "refresh_token"), new(OAuthParameters.RefreshToken, refreshToken.Reveal()), .. Wishes(options)]);

    /// <summary>Creates a client credentials request (RFC 6749 section 4.4.2).</summary>
    public static HttpRequestMessage Mint(OAuthOptions options) =>
        Post(options.TokenEndpoint!, options, [new(OAuthParameters.GrantType, "client_credentials"), .. Wishes(options)]);

    /// <summary>Creates a revocation request (RFC 7009 section 2.1).</summary>
    public static HttpRequestMessage Revoke(OAuthOptions options, SecretString token, string hint) => Post(
        options.RevocationEndpoint!, options, [new(OAuthParameters.Token, token.Reveal()), new(OAuthParameters.TokenTypeHint, hint)]);

    /// <summary>Creates the header for basic authentication.</summary>
    /// <remarks>
    /// Both parts are form-encoded before they are joined (RFC 6749 section 2.3.1), which preserves colons and characters beyond ASCII.
    /// </remarks>
    public static AuthenticationHeaderValue Basic(string id, SecretString secret) =>
        new("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{FormEncoded(id)}:{FormEncoded(secret.Reveal())}")));

    private static HttpRequestMessage Post(Uri address, OAuthOptions options, List<KeyValuePair<string, string>> parameters)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        switch (options.ClientAuthentication)
        {
            case OAuthClientAuthentication.Basic:
                request.Headers.Authorization = Basic(options.ClientId!, options.ClientSecret!);
                break;
            case OAuthClientAuthentication.Post:
                parameters.Add(new(OAuthParameters.ClientId, options.ClientId!));
                parameters.Add(new(OAuthParameters.ClientSecret, options.ClientSecret!.Reveal()));
                break;
            default:
                parameters.Add(new(OAuthParameters.ClientId, options.ClientId!));
                break;
        }

        request.Content = new FormUrlEncodedContent(parameters);
        return request;
    }

    private static IEnumerable<KeyValuePair<string, string>> Wishes(OAuthOptions options) =>
        options.Scopes.Count == 0
            ? More(options)
            : [new(OAuthParameters.Scope, string.Join(' ', options.Scopes)), .. More(options)];

    private static IEnumerable<KeyValuePair<string, string>> More(OAuthOptions options) =>
        SecretTexts.Of(options.Parameters).Select(static parameter => KeyValuePair.Create(parameter.Key, parameter.Value.Reveal()));

    private static string FormEncoded(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
