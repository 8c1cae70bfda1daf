namespace AgentState;

/// <summary>A pair of tokens as stored at one moment (<see cref="Version"/>).</summary>
public sealed record TokenGrant
{
    /// <summary>The key: a service, or a service for one subject. It is the document's id, in the collection <c>tokens</c>.</summary>
    public required string Key { get; init; }

    /// <summary>The token to call the service with.</summary>
    public required Secret AccessToken { get; init; }

    /// <summary>The token to get the next pair with; null = there is none.</summary>
    public Secret? RefreshToken { get; init; }

    /// <summary>When the access token runs out; null = never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When this pair was stored, by the database's clock; the document's own time where it does not say.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>How the access token is sent; null = nobody said.</summary>
    public string? TokenType { get; init; }

    /// <summary>What the tokens allow; empty = nobody said.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>When the refresh token runs out; null = never, as far as is known.</summary>
    public DateTimeOffset? RefreshTokenExpiresAt { get; init; }

    /// <summary>What is known of the grant.</summary>
    public TokenState State { get; init; } = TokenState.Valid;

    /// <summary>The version of the document that this was read from.</summary>
    public StateVersion Version { get; init; }
}
