namespace AgentState;

/// <summary>
/// Thrown when the configuration prevents getting a token: no refresher is registered, or the service refuses the client.
/// </summary>
/// <remarks>The grant stays unchanged. Calling again does not help until the configuration is corrected.</remarks>
public sealed class TokenConfigurationException : AgentStateException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="key">The key of the grant.</param>
    /// <param name="message">What is wrong and what to do, without a secret.</param>
    public TokenConfigurationException(string key, string message)
        : base(message) => Key = key;

    /// <summary>The key of the grant.</summary>
    public string Key { get; }
}
