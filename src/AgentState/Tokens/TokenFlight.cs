namespace AgentState;

/// <summary>A refresh under way, and all who wait for it.</summary>
/// <param name="rejected">The token that it is to replace though it has not run out; null = none.</param>
internal sealed class TokenFlight(Secret? rejected)
{
    public Secret? Rejected => rejected;

    /// <summary>What it comes to. Set before anybody sees it.</summary>
    public Task<AccessToken> Landing { get; set; } = null!;
}
