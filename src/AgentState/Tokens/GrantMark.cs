namespace AgentState;

/// <summary>What is stored beside a pair that is not just valid.</summary>
/// <param name="State">The stored word of its state.</param>
/// <param name="Failure">Why; null = nothing to tell.</param>
internal sealed record GrantMark(string State, GrantFailure? Failure = null);
