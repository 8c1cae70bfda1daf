using AgentState.Internal.Tokens.Secrets;

namespace AgentState;

/// <summary>Settings for getting tokens from an OAuth 2.0 service; validated at startup.</summary>
public sealed class OAuthOptions
{
    internal static readonly TimeSpan DefaultAssumedLifetime = TimeSpan.FromHours(1);

    /// <summary>The token endpoint, over https, or over http on this machine; required.</summary>
    /// <remarks>Redirects are not followed.</remarks>
    public Uri? TokenEndpoint { get; set; }

    /// <summary>The revocation endpoint (RFC 7009); null = grants cannot be revoked at the service.</summary>
    public Uri? RevocationEndpoint { get; set; }

    /// <summary>The client id; required.</summary>
    public string? ClientId { get; set; }

    /// <summary>The client secret; null for <see cref="OAuthClientAuthentication.None"/>, required otherwise.</summary>
    public SecretString? ClientSecret { get; set; }

    /// <summary>How the client authenticates; default: <see cref="OAuthClientAuthentication.Basic"/>.</summary>
    public OAuthClientAuthentication ClientAuthentication { get; set; }

    /// <summary>How tokens are requested; default: <see cref="OAuthGrantType.RefreshToken"/>.</summary>
    public OAuthGrantType GrantType { get; set; }

    /// <summary>The requested scopes; empty = none are sent, so that a refresh keeps the consented scopes.</summary>
    /// <remarks>A warning in the log names the requested scopes that the service did not grant.</remarks>
    public IList<string> Scopes { get; } = [];

    /// <summary>The assumed lifetime of a token whose expiry in the reply cannot be read; default: 1 hour.</summary>
    /// <remarks>
    /// It applies if <c>expires_in</c>, <c>expires_on</c> or <c>expires_at</c> is present but unreadable, and a warning is logged. A token
    /// without any of these fields never expires. More than zero, at most 12 hours.
    /// </remarks>
    public TimeSpan AssumedLifetime { get; set; } = DefaultAssumedLifetime;

    /// <summary>Classifies error replies of a service that the library does not understand; null = the library's rules apply.</summary>
    /// <remarks>
    /// It is called for each reply without a token. If it returns null, the library's rules apply. If it throws, the error counts as
    /// transient. It must not block.
    /// </remarks>
    public Func<OAuthError, OAuthErrorKind?>? ClassifyError { get; set; }

    /// <summary>Additional body parameters of the token request, such as <c>resource</c> (RFC 8707) or <c>audience</c>.</summary>
    /// <remarks>They are sent unchanged. A value may be a secret: reading one returns <c>***</c> and a fingerprint.</remarks>
    public IDictionary<string, string> Parameters { get; } = new SecretTexts();
}
