namespace AgentState.Internal.Tokens.Http;

/// <summary>The names of the parameters of RFC 6749, RFC 7009 and RFC 8707.</summary>
internal static class OAuthParameters
{
    public const string GrantType = "grant_type";
    public const string RefreshToken = "refresh_token";
    public const string ClientId = "client_id";
    public const string ClientSecret = "client_secret";
    public const string Scope = "scope";
    public const string Token = "token";
    public const string TokenTypeHint = "token_type_hint";
    public const string AccessToken = "access_token";
    public const string Resource = "resource";
    public const string Audience = "audience";

    /// <summary>The parameters that the library sets; additional parameters must not repeat them.</summary>
    public static readonly string[] Own = [GrantType, RefreshToken, ClientId, ClientSecret, Scope, Token, TokenTypeHint];
}
