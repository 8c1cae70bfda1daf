namespace AgentState;

/// <summary>A token for calls to a service.</summary>
public sealed record AccessToken
{
    /// <summary>The key that the token was requested with: a service, or a service and a subject.</summary>
    public required string Key { get; init; }

    /// <summary>The token; call <see cref="SecretString.Reveal"/> to get its text.</summary>
    public required SecretString Secret { get; init; }

    /// <summary>When the token expires; null if it never expires or the time is not known.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The token type, such as <c>bearer</c>; null if it is not known.</summary>
    public string? TokenType { get; init; }

    internal static AccessToken Of(string key, TokenGrant grant) => new()
    {
        Key = key,
        Secret = grant.AccessToken,
        ExpiresAt = grant.ExpiresAt,
        TokenType = grant.TokenType,
    };

    internal static AccessToken Of(string key, NewGrant grant) => new()
    {
        Key = key,
        Secret = grant.AccessToken,
        ExpiresAt = grant.ExpiresAt,
        TokenType = grant.TokenType,
    };
}
