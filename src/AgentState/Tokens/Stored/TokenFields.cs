namespace AgentState.Internal.Tokens.Stored;

/// <summary>The names of a grant's stored fields.</summary>
internal static class TokenFields
{
    public const string AccessToken = "accessToken";
    public const string RefreshToken = "refreshToken";
    public const string ExpiresAt = "expiresAt";
    public const string UpdatedAt = "updatedAt";
    public const string TokenType = "tokenType";
    public const string Scopes = "scopes";
    public const string RefreshTokenExpiresAt = "refreshTokenExpiresAt";
    public const string RequestFingerprint = "shape";
    public const string State = "state";
    public const string Failure = "failure";
    public const string Refresh = "refresh";

    // In the map "refresh".
    public const string Owner = "owner";
    public const string Epoch = "epoch";
    public const string Until = "until";

    // In the map "failure", beside "until".
    public const string Code = "code";
    public const string At = "at";
    public const string Of = "of";
    public const string Count = "count";
}
