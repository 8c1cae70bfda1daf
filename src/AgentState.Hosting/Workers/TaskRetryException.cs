namespace AgentState;

/// <summary>Thrown by a handler to fail the attempt and set the delay before the next attempt, if any is left.</summary>
/// <param name="message">The reason, which is stored with the task.</param>
/// <param name="after">
/// The delay, such as the Retry-After of a service. Values below zero are used as zero, values above 365 days as 365 days.
/// </param>
/// <param name="innerException">The cause, or null.</param>
public sealed class TaskRetryException(string message, TimeSpan after, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>The delay before the next attempt.</summary>
    public TimeSpan After { get; } = after;
}
