namespace AgentState;

/// <summary>A token cannot be had for how the program is set up: no refresher is registered, or the service refuses the client. The grant is left alone; calling again does not help.</summary>
public sealed class TokenConfigurationException : AgentStateException
{
    /// <summary>Makes the error.</summary>
    /// <param name="key">The key of the grant.</param>
    /// <param name="message">What is wrong and what to do, without a secret.</param>
    public TokenConfigurationException(string key, string message)
        : base(message) => Key = key;

    /// <summary>The key of the grant.</summary>
    public string Key { get; }
}
