namespace AgentState;

/// <summary>What is stored of the last failure to refresh a grant: the field <c>failure</c>.</summary>
/// <param name="Code">Why; one of <see cref="GrantFailureCodes"/>, or one that we do not know.</param>
/// <param name="At">When, by the database's clock.</param>
/// <param name="Until">Until when no process tries again; null = not told.</param>
/// <param name="Count">How many refreshes in a row have failed in a way that may pass, this one included.</param>
internal sealed record GrantFailure(string Code, DateTimeOffset At, DateTimeOffset? Until, int Count = 1)
{
    /// <summary>Whether it may pass by itself: the pause after it grows with each one in a row.</summary>
    public bool MayPass => Code is GrantFailureCodes.Transient or GrantFailureCodes.NotRenewed or GrantFailureCodes.ReplyUnreadable;
}
