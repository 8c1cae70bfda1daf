namespace AgentState;

/// <summary>A token could not be refreshed this time. The grant is as it was, or the new one is kept in this process until it is stored. Calling again later is right.</summary>
public sealed class TokenRefreshException : AgentStateException
{
    private TimeSpan? pause;

    /// <summary>Makes the error.</summary>
    /// <param name="key">The key of the grant.</param>
    /// <param name="message">What went wrong, without a secret.</param>
    /// <param name="innerException">The cause, where it is one of this library's, or null: the text of others may quote a secret.</param>
    public TokenRefreshException(string key, string message, AgentStateException? innerException = null)
        : base(message, innerException) => Key = key;

    /// <summary>The key of the grant.</summary>
    public string Key { get; }

    /// <summary>
    /// How long no process calls the service for this grant, from when this was thrown (<see cref="TokenOptions.RetryPause"/>, longer after
    /// each failure in a row). Calls within it get this error at once. Null = not known.
    /// </summary>
    public TimeSpan? RetryAfter { get => field ?? pause; init; }

    // The word for it that is stored.
    internal string Code { get; init; } = GrantFailureCodes.Transient;

    // Once the pause is stored it is known.
    internal void Pause(TimeSpan length) => pause = length;
}
