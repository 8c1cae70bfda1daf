namespace AgentState;

/// <summary>What a reply of a token endpoint means.</summary>
internal enum OAuthAnswer
{
    /// <summary>There is a token in it.</summary>
    Granted,

    /// <summary>The refresh token is refused for good.</summary>
    Reauthorize,

    /// <summary>The client, or what it asks for, is refused: only a person can change that.</summary>
    Misconfigured,

    /// <summary>Too many calls.</summary>
    RateLimited,

    /// <summary>Anything else: it passes, perhaps.</summary>
    Failed,
}
