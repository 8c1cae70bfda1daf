namespace AgentState;

/// <summary>What is stored of the last failure to refresh a grant: the field <c>failure</c>.</summary>
/// <param name="Code">Why; one of <see cref="GrantFailureCodes"/>, or one that we do not know.</param>
/// <param name="At">When, by the database's clock.</param>
/// <param name="Until">Until when nobody need try again; null = not told.</param>
internal sealed record GrantFailure(string Code, DateTimeOffset At, DateTimeOffset? Until);
