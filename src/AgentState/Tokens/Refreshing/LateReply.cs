namespace AgentState.Internal.Tokens.Refreshing;

/// <summary>A call to a refresher that timed out.</summary>
/// <param name="Grant">The grant, if the call still returns one: it may have used up the refresh token.</param>
/// <param name="Timeout">The exception for the callers.</param>
internal sealed record LateReply(Task<NewGrant> Grant, TokenRefreshException Timeout)
{
    // The generated ToString would print all members.
    public override string ToString() => nameof(LateReply);
}
