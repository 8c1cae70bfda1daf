namespace AgentState;

/// <summary>A stored pair of tokens, as read at one moment (<see cref="Version"/>).</summary>
public sealed record TokenGrant
{
    /// <summary>The key, which is the id of the document in the collection <c>tokens</c>: a service, or a service and a subject.</summary>
    public required string Key { get; init; }

    /// <summary>The token for calls to the service.</summary>
    public required SecretString AccessToken { get; init; }

    /// <summary>The token that requests the next pair; null if there is none.</summary>
    public SecretString? RefreshToken { get; init; }

    /// <summary>When the access token expires; null = never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When this pair was stored, by the database's clock; the update time of the document if the field is missing.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The token type; null if it is not known.</summary>
    public string? TokenType { get; init; }

    /// <summary>The granted scopes; empty if they are not known.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>When the refresh token expires; null if it never expires or the time is not known.</summary>
    public DateTimeOffset? RefreshTokenExpiresAt { get; init; }

    /// <summary>The state of the grant.</summary>
    public TokenState State { get; init; } = TokenState.Valid;

    /// <summary>The version of the document that this grant was read from.</summary>
    public StateVersion Version { get; init; }
}
