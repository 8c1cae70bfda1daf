namespace AgentState.Internal.Tokens.Stored;

/// <summary>The last failure to refresh a grant: the field <c>failure</c>.</summary>
/// <param name="Code">The reason: one of <see cref="GrantFailureCodes"/>, or an unknown code.</param>
/// <param name="At">When it failed, by the database's clock.</param>
/// <param name="Until">No process tries again before this time; null = no limit.</param>
/// <param name="Count">The number of consecutive transient failures, including this one.</param>
internal sealed record GrantFailure(string Code, DateTimeOffset At, DateTimeOffset? Until, int Count = 1)
{
    /// <summary>Whether the failure is transient: the pause after it grows with each consecutive one.</summary>
    public bool MayPass => Code is GrantFailureCodes.Transient or GrantFailureCodes.NotRenewed or GrantFailureCodes.ReplyUnreadable;
}
