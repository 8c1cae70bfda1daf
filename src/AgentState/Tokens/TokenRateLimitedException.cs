namespace AgentState;

/// <summary>The service takes no more calls for now. The grant is left alone; calling again before <see cref="RetryAt"/> does not help.</summary>
public sealed class TokenRateLimitedException : AgentStateException
{
    /// <summary>Makes the error.</summary>
    /// <param name="key">The key of the grant.</param>
    /// <param name="retryAt">When the service may be called again.</param>
    public TokenRateLimitedException(string key, DateTimeOffset retryAt)
        : base($"The service behind the grant '{key}' takes no more calls until {retryAt:u}.") => (Key, RetryAt) = (key, retryAt);

    /// <summary>The key of the grant.</summary>
    public string Key { get; }

    /// <summary>When the service may be called again.</summary>
    public DateTimeOffset RetryAt { get; }
}
