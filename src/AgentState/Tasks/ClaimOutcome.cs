namespace AgentState;

/// <summary>What became of one of several claims that were to end at once.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Error">
/// Null where it ended as asked; otherwise what the call for this one alone would have thrown: <see cref="LeaseLostException"/>, <see cref="TaskEndedException"/>,
/// <see cref="StateNotFoundException"/>, <see cref="StateLimitException"/>, <see cref="StateConflictException"/> or <see cref="StateUnavailableException"/> (safe to call again).
/// </param>
public sealed record ClaimOutcome(TaskClaim Claim, AgentStateException? Error)
{
    /// <summary>Whether the claim ended as asked.</summary>
    public bool IsEnded => Error is null;
}
