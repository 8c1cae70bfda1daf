namespace AgentState.Internal.Tokens.OAuth;

/// <summary>The meaning of a token endpoint's reply.</summary>
internal enum OAuthAnswer
{
    /// <summary>The reply contains a token.</summary>
    Granted,

    /// <summary>The refresh token is permanently refused.</summary>
    Reauthorize,

    /// <summary>The client or its request is refused, until the configuration is corrected.</summary>
    Misconfigured,

    /// <summary>Too many calls.</summary>
    RateLimited,

    /// <summary>Any other failure, treated as transient.</summary>
    Failed,
}
