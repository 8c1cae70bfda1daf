namespace AgentState;

/// <summary>
/// Thrown by a handler, as <see cref="TaskContext.WaitForInput"/> makes it: the task waits until somebody replies. It is no failure. A
/// handler that catches everything lets it pass: <c>catch (Exception error) when (error is not TaskWaitsException)</c>. Otherwise the task
/// fails for good.
/// </summary>
public sealed class TaskWaitsException : Exception
{
    internal TaskWaitsException(string taskId, TimeSpan? deadline)
        : base($"Task '{taskId}' waits until somebody replies.") => Deadline = deadline;

    /// <summary>By when somebody must reply, from when the wait is stored; null = whenever.</summary>
    public TimeSpan? Deadline { get; }
}
