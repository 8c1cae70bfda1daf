namespace AgentState;

/// <summary>How tokens are requested from a token endpoint.</summary>
public enum OAuthGrantType
{
    /// <summary>With the stored refresh token (RFC 6749 section 6), after a user's consent was saved as a grant; the default.</summary>
    RefreshToken,

    /// <summary>With the client's own credentials (RFC 6749 section 4.4): tokens are minted, and no saved grant is needed.</summary>
    ClientCredentials,
}
