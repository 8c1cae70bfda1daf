namespace AgentState;

/// <summary>What became of each part of an exchange.</summary>
/// <param name="EndErrors">For each end, in their order, why it did not take effect as far as is known; null where it did.</param>
/// <param name="Claims">The claims, in the order of their candidates.</param>
internal sealed record ExchangeResult(IReadOnlyList<Exception?> EndErrors, IReadOnlyList<ClaimItem> Claims)
{
    /// <summary>The claims that were won.</summary>
    public IEnumerable<ClaimedTask> Won => Claims.Select(claim => claim.Claimed).OfType<ClaimedTask>();

    /// <summary>How many claims somebody else has forestalled.</summary>
    public int Lost => Claims.Count(claim => claim.IsLost);
}
