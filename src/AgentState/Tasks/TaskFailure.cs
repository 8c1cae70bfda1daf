namespace AgentState;

/// <summary>Why an attempt at a task failed.</summary>
public sealed record TaskFailure
{
    /// <summary>Makes the reason.</summary>
    /// <param name="message">Why, for people; it is stored with the task. What is longer than 8 KiB in UTF-8 is cut off there.</param>
    public TaskFailure(string message)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(message);
        Message = message;
    }

    /// <summary>Why, for people.</summary>
    public string Message { get; }
}
