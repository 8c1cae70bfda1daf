namespace AgentState;

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
    public const string State = "state";
    public const string Failure = "failure";
}
