using AgentState.Internal.Tasks.Claiming;

namespace AgentState.Internal.Tasks.Batching;

/// <summary>The outcomes of a batch of completions and claims.</summary>
/// <param name="EndErrors">The error of each completion, in order; null if it took effect.</param>
/// <param name="Claims">The claims, in the order of their candidates.</param>
internal sealed record BatchResult(IReadOnlyList<Exception?> EndErrors, IReadOnlyList<ClaimItem> Claims)
{
    /// <summary>The claims that succeeded.</summary>
    public IEnumerable<WonClaim> Won => Claims.Select(claim => claim.Claimed).OfType<WonClaim>();

    /// <summary>The number of claims whose task another process changed first.</summary>
    public int Lost => Claims.Count(claim => claim.IsLost);
}
