namespace AgentState;

/// <summary>The error of one unsuccessful attempt at a task.</summary>
public sealed record TaskError
{
    /// <summary>The attempt number, starting at 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>The agent that made the attempt, truncated to 128 bytes in UTF-8. Null if it is unknown.</summary>
    public string? AgentId { get; init; }

    /// <summary>The error text of the agent, truncated to 1 KiB in UTF-8, or one of <see cref="AgentTaskErrors"/>.</summary>
    public required string Message { get; init; }

    /// <summary>The server time of the error; null if it is unknown.</summary>
    public DateTimeOffset? At { get; init; }
}
