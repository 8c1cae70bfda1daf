namespace AgentState;

/// <summary>A refresher that can also tell the service that a grant is to be worth nothing any more.</summary>
public interface ITokenRevoker
{
    /// <summary>Revokes a grant at the service. That the service does not know it, or no longer, counts as done. Safe to call again.</summary>
    /// <param name="key">The key that it is stored by.</param>
    /// <param name="grant">The grant.</param>
    /// <param name="cancellationToken">Stops waiting. The grant may be revoked all the same.</param>
    /// <exception cref="TokenConfigurationException">The service refuses the client itself.</exception>
    /// <exception cref="TokenRateLimitedException">The service takes no more calls for now.</exception>
    /// <remarks>Any other exception counts as passing: the grant stays marked, and revoking it again is right.</remarks>
    Task RevokeAsync(string key, TokenGrant grant, CancellationToken cancellationToken);
}
