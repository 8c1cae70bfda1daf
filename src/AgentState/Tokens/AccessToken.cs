namespace AgentState;

/// <summary>A token to call a service with.</summary>
public sealed record AccessToken
{
    /// <summary>The key that it was asked by: a service, or a service for one subject.</summary>
    public required string Key { get; init; }

    /// <summary>The token; <see cref="Secret.Reveal"/> gives it out.</summary>
    public required Secret Secret { get; init; }

    /// <summary>When it runs out; null = never, as far as is known.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How it is sent, such as <c>bearer</c>; null where nobody said.</summary>
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
