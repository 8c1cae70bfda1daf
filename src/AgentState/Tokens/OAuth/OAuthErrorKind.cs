namespace AgentState;

/// <summary>What an error of a token endpoint means for the grant.</summary>
public enum OAuthErrorKind
{
    /// <summary>It may pass: it is tried again after <see cref="TokenOptions.RetryPause"/>.</summary>
    Transient,

    /// <summary>The refresh token is refused for good: consent is needed anew (<see cref="ReauthorizationRequiredException"/>).</summary>
    ReauthorizationRequired,

    /// <summary>The client is refused, or what it asks for (<see cref="TokenConfigurationException"/>).</summary>
    ClientRefused,

    /// <summary>Too many calls (<see cref="TokenRateLimitedException"/>).</summary>
    RateLimited,
}
