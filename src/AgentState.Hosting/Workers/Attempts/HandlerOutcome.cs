namespace AgentState.Internal.Hosting.Workers.Attempts;

/// <summary>The outcome of one call of a handler.</summary>
/// <param name="Result">The returned result; null if it returned null or threw.</param>
/// <param name="Error">The thrown exception; null if it returned.</param>
/// <param name="IsMade">Whether the handler could be created.</param>
internal sealed record HandlerOutcome(StateMap? Result, Exception? Error, bool IsMade = true);
