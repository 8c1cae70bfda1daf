namespace AgentState.Internal.Tasks;

/// <summary>The claim that left the processing state last, and the resulting status.</summary>
/// <remarks>A repeated call recognises its own earlier success by it.</remarks>
internal sealed record CompletedClaim(string Token, AgentTaskStatus Outcome);
