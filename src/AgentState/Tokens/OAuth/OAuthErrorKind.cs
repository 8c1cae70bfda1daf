namespace AgentState;

/// <summary>The consequence of a token endpoint's error for the grant.</summary>
public enum OAuthErrorKind
{
    /// <summary>Transient: the vault tries again after <see cref="TokenOptions.RetryPause"/>.</summary>
    Transient,

    /// <summary>
    /// The refresh token is permanently refused: the user must authorize again (<see cref="ReauthorizationRequiredException"/>).
    /// </summary>
    ReauthorizationRequired,

    /// <summary>The client or its request is refused (<see cref="TokenConfigurationException"/>).</summary>
    ClientRefused,

    /// <summary>Too many calls (<see cref="TokenRateLimitedException"/>).</summary>
    RateLimited,
}
