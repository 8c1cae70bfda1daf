namespace AgentState;

/// <summary>What tokens are got with.</summary>
public enum OAuthGrantType
{
    /// <summary>The stored refresh token (RFC 6749 section 6). Somebody has consented, and the grant was saved. The default.</summary>
    RefreshToken,

    /// <summary>The client's own credentials (RFC 6749 section 4.4): tokens are minted, nothing has to be saved before.</summary>
    ClientCredentials,
}
