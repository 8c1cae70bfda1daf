namespace AgentState;

/// <summary>Revokes grants at a service; implemented by an <see cref="ITokenRefresher"/> that supports it.</summary>
public interface ITokenRevoker
{
    /// <summary>Revokes a grant at the service.</summary>
    /// <remarks>
    /// A grant that the service does not recognize counts as revoked. Safe to call again. Any other exception counts as transient: the
    /// grant stays marked, and the caller should revoke it again.
    /// </remarks>
    /// <param name="key">The key of the grant.</param>
    /// <param name="grant">The grant.</param>
    /// <param name="cancellationToken">Stops waiting. The grant may still be revoked.</param>
    /// <exception cref="TokenConfigurationException">The service refuses the client.</exception>
    /// <exception cref="TokenRateLimitedException">The service limits the rate of calls.</exception>
    Task RevokeAsync(string key, TokenGrant grant, CancellationToken cancellationToken);
}
