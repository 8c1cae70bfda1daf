namespace AgentState.Internal.Tokens.Refreshing;

/// <summary>A grant from a refresher, or the call that continues after its timeout.</summary>
internal sealed record RefresherReply
{
    /// <summary>The grant; null = the call timed out.</summary>
    public NewGrant? Grant { get; init; }

    /// <summary>The call that timed out and may still return a grant; null = it returned one in time.</summary>
    public LateReply? Late { get; init; }

    // The generated ToString would print all members.
    public override string ToString() => nameof(RefresherReply);
}
