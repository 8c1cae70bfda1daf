namespace AgentState;

/// <summary>The outcome of one of several completions.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Error">
/// Null if the claim ended as requested. Otherwise the exception that the call for this claim alone would have thrown:
/// <see cref="LeaseLostException"/>, <see cref="TaskEndedException"/>, <see cref="StateNotFoundException"/>,
/// <see cref="StateLimitException"/>, <see cref="StateConflictException"/> or <see cref="StateUnavailableException"/> (safe to call again).
/// </param>
public sealed record CompletionOutcome(TaskClaim Claim, AgentStateException? Error)
{
    /// <summary>Whether the claim ended as requested.</summary>
    public bool IsEnded => Error is null;
}
