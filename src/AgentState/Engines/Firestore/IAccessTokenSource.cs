namespace AgentState;

/// <summary>Hands out the token that a call carries, and keeps it for as long as it is good.</summary>
internal interface IAccessTokenSource
{
    /// <summary>The token as it is now, or null to call without one. Asked before every call, so it answers at once as a rule.</summary>
    ValueTask<string?> GetAsync(CancellationToken cancellationToken);
}
