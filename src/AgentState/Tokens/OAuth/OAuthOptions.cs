namespace AgentState;

/// <summary>How the tokens of an OAuth 2.0 service are got. Checked at start.</summary>
public sealed class OAuthOptions
{
    internal static readonly TimeSpan DefaultAssumedLifetime = TimeSpan.FromHours(1);

    /// <summary>The token endpoint: https, or http on this machine. Required. Redirects are not followed.</summary>
    public Uri? TokenEndpoint { get; set; }

    /// <summary>The revocation endpoint (RFC 7009). Null = grants cannot be revoked at the service.</summary>
    public Uri? RevocationEndpoint { get; set; }

    /// <summary>The client's id. Required.</summary>
    public string? ClientId { get; set; }

    /// <summary>The client's secret; null for <see cref="OAuthClientAuthentication.None"/>, and required otherwise.</summary>
    public Secret? ClientSecret { get; set; }

    /// <summary>How the client tells who it is. Default <see cref="OAuthClientAuthentication.Basic"/>.</summary>
    public OAuthClientAuthentication ClientAuthentication { get; set; }

    /// <summary>What tokens are got with. Default <see cref="OAuthGrantType.RefreshToken"/>.</summary>
    public OAuthGrantType GrantType { get; set; }

    /// <summary>
    /// What the tokens are to allow. Empty = not sent: a refresh keeps what was consented to. What is asked for and not granted is told in a
    /// warning, by name.
    /// </summary>
    public IList<string> Scopes { get; } = [];

    /// <summary>
    /// How long a token is taken to be good for where the reply says when it runs out (<c>expires_in</c>, <c>expires_on</c>,
    /// <c>expires_at</c>) and that cannot be read; a warning says so. A token of which nothing is said does not run out. More than zero, up
    /// to 12 hours. Default 1 hour.
    /// </summary>
    public TimeSpan AssumedLifetime { get; set; } = DefaultAssumedLifetime;

    /// <summary>
    /// What an error of the service means, where the library does not know its words. It is asked for each reply without a token; null, as a
    /// function and as an answer, leaves it to the library. If it throws, the error counts as one that may pass. It must not block.
    /// </summary>
    public Func<OAuthError, OAuthErrorKind?>? ClassifyError { get; set; }

    /// <summary>
    /// More parameters of the request, such as <c>resource</c> (RFC 8707) or <c>audience</c>. They are sent in the body, as they are. One may
    /// be a secret: what reads a value sees <c>***</c> and a fingerprint.
    /// </summary>
    public IDictionary<string, string> Parameters { get; } = new SecretTexts();
}
