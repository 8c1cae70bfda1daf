using AgentState.Internal.Tokens;

namespace AgentState;

/// <summary>Thrown when a token could not be refreshed this time; call again later.</summary>
/// <remarks>The stored grant is unchanged, or the new grant is kept in this process until it is stored.</remarks>
public sealed class TokenRefreshException : AgentStateException
{
    private TimeSpan? pause;

    /// <summary>Creates the exception.</summary>
    /// <param name="key">The key of the grant.</param>
    /// <param name="message">What failed, without a secret.</param>
    /// <param name="innerException">The cause if it is an exception of this library, else null: other messages may quote a secret.</param>
    public TokenRefreshException(string key, string message, AgentStateException? innerException = null)
        : base(message, innerException) => Key = key;

    /// <summary>The key of the grant.</summary>
    public string Key { get; }

    /// <summary>How long no process calls the service for this grant, counted from when this was thrown; null if it is not known.</summary>
    /// <remarks>
    /// The pause is <see cref="TokenOptions.RetryPause"/>, and longer after each consecutive failure. Calls during the pause get this
    /// exception at once, unless a token that has not expired is stored.
    /// </remarks>
    public TimeSpan? RetryAfter { get => field ?? pause; init; }

    // The code that is stored in the grant's failure.
    internal string Code { get; init; } = GrantFailureCodes.Transient;

    internal void Pause(TimeSpan length) => pause = length;
}
