namespace AgentState;

/// <summary>Makes a grant of a reply that has one. What is said beside the tokens is left out where it could not be stored: no pair is lost for that. Pure.</summary>
internal static class OAuthGrants
{
    private const int MaxWordLength = 300;
    private const string ExpiresIn = "expires_in";

    // Of Azure, and of others.
    private static readonly string[] Moments = ["expires_on", "expires_at"];

    /// <summary>The grant in a reply.</summary>
    /// <param name="reply">The reply; it has an access token.</param>
    /// <param name="current">What was refreshed; null = it was minted.</param>
    /// <param name="asked">The scopes that were asked for.</param>
    /// <param name="assumedLifetime">How long the token is taken to be good for where the reply says so and it cannot be read.</param>
    public static NewGrant Of(EndpointReply reply, TokenGrant? current, IEnumerable<string> asked, TimeSpan assumedLifetime)
    {
        var refreshToken = reply.Body.Secret(OAuthParameters.RefreshToken);
        return new NewGrant
        {
            AccessToken = reply.Body.Secret(OAuthParameters.AccessToken)!,
            RefreshToken = refreshToken,
            ExpiresAt = EndOf(reply) ?? (HasUnreadableEnd(reply) ? reply.At + assumedLifetime : null),
            TokenType = reply.Body.Text("token_type") is { } type && CanBeStored(type) ? type : null,
            Scopes = ScopesOf(reply.Body, current, [.. asked]),
            RefreshTokenExpiresAt = reply.At + reply.Body.Seconds("refresh_token_expires_in") ?? (refreshToken is null ? current?.RefreshTokenExpiresAt : null),
        };
    }

    /// <summary>Whether the reply says when the token runs out, and that cannot be read.</summary>
    public static bool HasUnreadableEnd(EndpointReply reply) => EndOf(reply) is null && Moments.Prepend(ExpiresIn).Any(reply.Body.IsThere);

    /// <summary>What was asked for and not granted; nothing where the service does not say what it granted, for then it is all (RFC 6749 section 5.1).</summary>
    public static IReadOnlyList<string> Missing(EndpointReply reply, IEnumerable<string> asked) =>
        reply.Body.Words(OAuthParameters.Scope) is { Count: > 0 } granted ? [.. asked.Except(granted, StringComparer.Ordinal)] : [];

    private static DateTimeOffset? EndOf(EndpointReply reply) =>
        reply.At + reply.Body.Seconds(ExpiresIn) ?? Moments.Select(reply.Body.Moment).FirstOrDefault(moment => moment is not null);

    // GitHub says "" for tokens that have no scopes, since they have permissions.
    private static IReadOnlyList<string>? ScopesOf(EndpointBody body, TokenGrant? current, string[] asked) =>
        body.Words(OAuthParameters.Scope) is { Count: > 0 } granted ? [.. granted.Where(CanBeStored)]
        : asked.Length > 0 ? asked
        : current is { Scopes.Count: > 0 } ? current.Scopes
        : null;

    private static bool CanBeStored(string word) => word.Length <= MaxWordLength && !word.Any(char.IsControl) && ValueRules.IsWellFormed(word);
}
