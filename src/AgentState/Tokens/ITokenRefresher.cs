namespace AgentState;

/// <summary>
/// Gets new tokens from one service. It is given the stored grant and returns a new one; it never touches storage. For a key it is called by one process at a
/// time, and once there, unless that process does not come to an end within its lease (<see cref="TokenOptions.RefreshTimeout"/>).
/// </summary>
public interface ITokenRefresher
{
    /// <summary>Whether it can get tokens without a refresh token: an app's own key will do. False = it is called only with a grant that has one.</summary>
    bool CanMint { get; }

    /// <summary>
    /// What else than the key decides which token it gets, such as the permissions it asks for; null = nothing. It is stored beside the token, and a token of another
    /// shape is not returned but replaced. No secret: it can be read by whoever may read the database.
    /// </summary>
    string? Shape => null;

    /// <summary>Gets a new grant. What it returns is stored before anybody sees it.</summary>
    /// <param name="key">The key that was asked for, such as <c>github</c> or <c>github:user:42</c>.</param>
    /// <param name="current">The stored grant, whose refresh token may be used; null = mint one without.</param>
    /// <param name="cancellationToken">Cancelled at <see cref="TokenOptions.RefreshTimeout"/>, never because a caller has gone.</param>
    /// <exception cref="ReauthorizationRequiredException">The service refuses the refresh token for good (<c>invalid_grant</c>, RFC 6749 section 5.2): the grant is marked.</exception>
    /// <exception cref="TokenConfigurationException">The service refuses the client itself (<c>invalid_client</c>); the grant is left alone.</exception>
    /// <exception cref="TokenRateLimitedException">The service takes no more calls for now; the grant is left alone, and no process calls it before the time that is told.</exception>
    /// <remarks>Any other exception counts as passing: the grant is left alone, and the next call tries again.</remarks>
    Task<NewGrant> RefreshAsync(string key, TokenGrant? current, CancellationToken cancellationToken);
}
