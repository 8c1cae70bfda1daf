namespace AgentState;

/// <summary>Thrown by a handler: the attempt has failed, and the next one, if any is left, is to wait as long as this.</summary>
/// <param name="message">Why, for people; it is stored with the task.</param>
/// <param name="after">How long to wait: what a service has said itself, say. Less than zero is zero, more than 365 days are 365 days.</param>
/// <param name="innerException">What was behind it; null = nothing.</param>
public sealed class TaskRetryException(string message, TimeSpan after, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>How long to wait before the next attempt.</summary>
    public TimeSpan After { get; } = after;
}
