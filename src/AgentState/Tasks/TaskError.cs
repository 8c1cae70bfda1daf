namespace AgentState;

/// <summary>The error of one unsuccessful attempt at a task.</summary>
/// <param name="Attempt">The attempt number, starting at 1.</param>
/// <param name="AgentId">The agent that made the attempt, truncated to 128 bytes in UTF-8. Null if it is unknown.</param>
/// <param name="Message">The error text of the agent, truncated to 1 KiB in UTF-8, or one of <see cref="AgentTaskErrors"/>.</param>
/// <param name="At">The server time of the error; null if it is unknown.</param>
public sealed record TaskError(int Attempt, string? AgentId, string Message, DateTimeOffset? At);
