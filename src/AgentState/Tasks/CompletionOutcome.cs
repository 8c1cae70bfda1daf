namespace AgentState;

/// <summary>The outcome of one of several completions.</summary>
public sealed record CompletionOutcome
{
    /// <summary>The claim.</summary>
    public required TaskClaim Claim { get; init; }

    /// <summary>The exception that the call for this claim alone would have thrown; null if the claim ended as requested.</summary>
    /// <remarks>
    /// A <see cref="LeaseLostException"/>, <see cref="TaskEndedException"/>, <see cref="StateNotFoundException"/>,
    /// <see cref="StateLimitException"/>, <see cref="StateConflictException"/> or <see cref="StateUnavailableException"/> (safe to call
    /// again).
    /// </remarks>
    public AgentStateException? Error { get; init; }

    /// <summary>Whether the claim ended as requested.</summary>
    public bool IsEnded => Error is null;
}
