namespace AgentState;

/// <summary>Gets new tokens from one service; the vault stores them.</summary>
/// <remarks>
/// For each key, one process at a time calls the refresher, and makes one call at a time. A process that does not finish within its refresh
/// lease (<see cref="TokenOptions.RefreshTimeout"/>) may overlap with the next one. A refresher does not access storage.
/// </remarks>
public interface ITokenRefresher
{
    /// <summary>Whether the refresher can get tokens without a refresh token, such as with an app's own key.</summary>
    /// <remarks>False = it is called only with a grant that has a refresh token.</remarks>
    bool CanMint { get; }

    /// <summary>
    /// The request fingerprint: everything besides the key that determines the token, such as the requested permissions; null = nothing.
    /// </summary>
    /// <remarks>
    /// It is stored with the token. A stored token with a different fingerprint is replaced instead of returned. It must not contain a
    /// secret: anyone with read access to the database can read it.
    /// </remarks>
    string? RequestFingerprint => null;

    /// <summary>Gets a new grant from the service; the vault stores it before any caller receives it.</summary>
    /// <remarks>Any other exception counts as transient: the grant stays unchanged, and a later call tries again.</remarks>
    /// <param name="key">The requested key, such as <c>github</c> or <c>github:user:42</c>.</param>
    /// <param name="current">The stored grant, whose refresh token can be used; null = mint a grant without one.</param>
    /// <param name="cancellationToken">
    /// Cancelled after <see cref="TokenOptions.RefreshTimeout"/>, never because a caller stopped waiting.
    /// </param>
    /// <exception cref="ReauthorizationRequiredException">
    /// The service permanently refuses the refresh token (<c>invalid_grant</c>, RFC 6749 section 5.2): the vault marks the grant.
    /// </exception>
    /// <exception cref="TokenConfigurationException">
    /// The service refuses the client (<c>invalid_client</c>); the grant stays unchanged.
    /// </exception>
    /// <exception cref="TokenRateLimitedException">
    /// The service limits the rate of calls; the grant stays unchanged, and no process calls the service before
    /// <see cref="TokenRateLimitedException.RetryAt"/>.
    /// </exception>
    Task<NewGrant> RefreshAsync(string key, TokenGrant? current, CancellationToken cancellationToken);
}
