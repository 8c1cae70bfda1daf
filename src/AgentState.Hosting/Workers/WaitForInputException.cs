namespace AgentState;

/// <summary>Thrown by a handler to let its task wait for a reply; created by <see cref="TaskContext.WaitForInput"/>.</summary>
/// <remarks>
/// It is not a failure. A handler that catches all exceptions must let it pass:
/// <c>catch (Exception error) when (error is not WaitForInputException)</c>. Otherwise the task fails for good.
/// </remarks>
public sealed class WaitForInputException : Exception
{
    internal WaitForInputException(string taskId, TimeSpan? deadline)
        : base($"Task '{taskId}' waits for a reply.") => Deadline = deadline;

    /// <summary>The longest time to wait for a reply, counted from when the wait is stored; null = unlimited.</summary>
    public TimeSpan? Deadline { get; }
}
