namespace AgentState.Internal.Tokens.Refreshing;

/// <summary>An in-flight refresh, shared by all callers that wait for it.</summary>
/// <param name="rejected">The rejected token to replace although it has not expired; null = none.</param>
internal sealed class InFlightRefresh(SecretString? rejected)
{
    public SecretString? Rejected => rejected;

    /// <summary>The result, set before any caller can see this object.</summary>
    public Task<AccessToken> Completion { get; set; } = null!;
}
