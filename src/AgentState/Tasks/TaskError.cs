namespace AgentState;

/// <summary>What ended one attempt at a task without success.</summary>
/// <param name="Attempt">Which attempt, counted from 1.</param>
/// <param name="AgentId">The agent that made it; a name longer than 128 bytes in UTF-8 is cut off there. Null where it is not known.</param>
/// <param name="Message">Why: what the agent said, cut off at 1 KiB in UTF-8, or one of <see cref="AgentTaskErrors"/>.</param>
/// <param name="At">When, by the database's clock; null where it is not known.</param>
public sealed record TaskError(int Attempt, string? AgentId, string Message, DateTimeOffset? At);
