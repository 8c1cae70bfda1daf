namespace AgentState.Internal.Tokens.Stored;

/// <summary>The state that is stored with a pair that is not valid.</summary>
/// <param name="State">The stored text of the state.</param>
/// <param name="Failure">The failure; null = none.</param>
internal sealed record GrantStatus(string State, GrantFailure? Failure = null);
