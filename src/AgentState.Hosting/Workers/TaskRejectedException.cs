namespace AgentState;

/// <summary>Thrown by a handler: no other attempt would mend this. The task fails for good.</summary>
/// <param name="message">Why, for people; it is stored with the task.</param>
/// <param name="innerException">What was behind it; null = nothing.</param>
public sealed class TaskRejectedException(string message, Exception? innerException = null) : Exception(message, innerException);
