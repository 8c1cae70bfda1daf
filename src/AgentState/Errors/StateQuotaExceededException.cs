namespace AgentState;

/// <summary>A quota is used up, such as the free tier's daily one (it is renewed at midnight, Pacific time). Calling again soon does not help.</summary>
public sealed class StateQuotaExceededException : AgentStateException
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">Which quota, as far as the database told, and what to do.</param>
    /// <param name="innerException">The cause, or null.</param>
    public StateQuotaExceededException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
