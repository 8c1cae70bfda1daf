namespace AgentState;

/// <summary>What one call of a handler came to.</summary>
/// <param name="Result">What it returned; null = nothing, or it threw.</param>
/// <param name="Error">What it threw; null = it returned.</param>
/// <param name="IsMade">Whether the handler could be made at all.</param>
internal sealed record HandlerOutcome(StateMap? Result, Exception? Error, bool IsMade = true);
