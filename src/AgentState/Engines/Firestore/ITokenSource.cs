namespace AgentState;

/// <summary>Hands out the token that a call carries, and keeps it for as long as it is good.</summary>
internal interface ITokenSource
{
    /// <summary>The token as it is now. Asked before every call, so it answers at once as a rule.</summary>
    /// <exception cref="AgentStateException">No token could be had: denied, or the one who issues them did not answer.</exception>
    ValueTask<CallToken> GetAsync(CancellationToken cancellationToken);
}
