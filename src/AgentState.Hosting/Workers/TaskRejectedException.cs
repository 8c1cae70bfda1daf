namespace AgentState;

/// <summary>Thrown by a handler to fail its task for good, because a retry cannot succeed.</summary>
/// <param name="message">The reason, which is stored with the task.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class TaskRejectedException(string message, Exception? innerException = null) : Exception(message, innerException);
