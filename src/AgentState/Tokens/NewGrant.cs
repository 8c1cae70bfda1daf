namespace AgentState;

/// <summary>A pair of tokens as a service has issued it.</summary>
public sealed record NewGrant
{
    /// <summary>The token to call the service with.</summary>
    public required Secret AccessToken { get; init; }

    /// <summary>
    /// The token to get the next pair with. Null: from a refresh = the one before stays; otherwise = there is none.
    /// </summary>
    public Secret? RefreshToken { get; init; }

    /// <summary>When the access token runs out; null = never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How the access token is sent, such as <c>bearer</c>; null = nobody said.</summary>
    public string? TokenType { get; init; }

    /// <summary>What the tokens allow; null = nobody said.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>When the refresh token runs out; null = never, as far as is known.</summary>
    public DateTimeOffset? RefreshTokenExpiresAt { get; init; }
}
