using AgentState.Internal.Data.Checks;
using AgentState.Internal.Tokens.Http;

namespace AgentState.Internal.Tokens.OAuth;

/// <summary>Creates a grant from a reply that contains one. Pure.</summary>
/// <remarks>Optional values that cannot be stored are omitted, so that no pair is lost because of them.</remarks>
internal static class OAuthGrants
{
    private const int MaxWordLength = 300;
    private const string ExpiresIn = "expires_in";

    // Used by Azure and others.
    private static readonly string[] Moments = ["expires_on", "expires_at"];

    /// <summary>Returns the grant in a reply.</summary>
    /// <param name="reply">The reply, which has an access token.</param>
    /// <param name="current">The refreshed grant; null = the token was minted.</param>
    /// <param name="asked">The requested scopes.</param>
    /// <param name="assumedLifetime">The lifetime if the reply states an expiry that cannot be read.</param>
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
            RefreshTokenExpiresAt = reply.At + reply.Body.Seconds("refresh_token_expires_in") ??
                (refreshToken is null ? current?.RefreshTokenExpiresAt : null),
        };
    }

    /// <summary>Whether the reply states an expiry that cannot be read.</summary>
    public static bool HasUnreadableEnd(EndpointReply reply) => EndOf(reply) is null && Moments.Prepend(ExpiresIn).Any(reply.Body.IsThere);

    /// <summary>The requested scopes that were not granted.</summary>
    /// <remarks>Empty if the service does not state the granted scopes: all were granted then (RFC 6749 section 5.1).</remarks>
    public static IReadOnlyList<string> Missing(EndpointReply reply, IEnumerable<string> asked) =>
        reply.Body.Words(OAuthParameters.Scope) is { Count: > 0 } granted ? [.. asked.Except(granted, StringComparer.Ordinal)] : [];

    private static DateTimeOffset? EndOf(EndpointReply reply) =>
        reply.At + reply.Body.Seconds(ExpiresIn) ?? Moments.Select(reply.Body.Moment).FirstOrDefault(moment => moment is not null);

    // GitHub returns "" for tokens without scopes, since they have permissions.
    private static IReadOnlyList<string>? ScopesOf(EndpointBody body, TokenGrant? current, string[] asked) =>
        body.Words(OAuthParameters.Scope) is { Count: > 0 } granted ? [.. granted.Where(CanBeStored)]
        : asked.Length > 0 ? asked
        : current is { Scopes.Count: > 0 } ? current.Scopes
        : null;

    private static bool CanBeStored(string word) =>
        word.Length <= MaxWordLength && !word.Any(char.IsControl) && ValueRules.IsWellFormed(word);
}
