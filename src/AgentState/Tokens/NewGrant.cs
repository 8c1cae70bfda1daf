namespace AgentState;

/// <summary>A pair of tokens as issued by a service.</summary>
public sealed record NewGrant
{
    /// <summary>The token for calls to the service.</summary>
    public required SecretString AccessToken { get; init; }

    /// <summary>The token that requests the next pair; null from a refresh = keep the previous one, otherwise = there is none.</summary>
    public SecretString? RefreshToken { get; init; }

    /// <summary>When the access token expires; null = never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The token type, such as <c>bearer</c>; null if it is not known.</summary>
    public string? TokenType { get; init; }

    /// <summary>The granted scopes; null if they are not known.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>When the refresh token expires; null if it never expires or the time is not known.</summary>
    public DateTimeOffset? RefreshTokenExpiresAt { get; init; }
}
