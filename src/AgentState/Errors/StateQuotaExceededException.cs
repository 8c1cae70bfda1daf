namespace AgentState;

/// <summary>A quota of the project is used up, such as the daily quota of the free tier.</summary>
/// <remarks>Calling again soon does not help. The daily quota of the free tier resets around midnight Pacific time.</remarks>
public sealed class StateQuotaExceededException : AgentStateException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">Which quota is used up, if the database reported it, and what to do.</param>
    /// <param name="innerException">The cause, or null.</param>
    public StateQuotaExceededException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
