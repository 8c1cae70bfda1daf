namespace AgentState;

/// <summary>Thrown when the service limits the rate of calls; calls before <see cref="RetryAt"/> fail.</summary>
/// <remarks>The grant stays unchanged.</remarks>
public sealed class TokenRateLimitedException : AgentStateException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="key">The key of the grant.</param>
    /// <param name="retryAt">When the service can be called again.</param>
    public TokenRateLimitedException(string key, DateTimeOffset retryAt)
        : base($"The service behind the grant '{key}' is rate limited until {retryAt:u}. Call again after that.") =>
        (Key, RetryAt) = (key, retryAt);

    /// <summary>The key of the grant.</summary>
    public string Key { get; }

    /// <summary>When the service can be called again.</summary>
    public DateTimeOffset RetryAt { get; }
}
