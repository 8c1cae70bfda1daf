namespace AgentState;

/// <summary>
/// The tokens of outside services, kept in the collection <c>tokens</c>, and refreshed when they run out. A key is a service
/// (<c>github</c>), or a service for one subject (<c>github:user:42</c>).
/// </summary>
/// <remarks>
/// Every method throws <see cref="StateUnavailableException"/> when the database does not answer, <see cref="OperationCanceledException"/> when its token is
/// cancelled, <see cref="StatePermissionException"/>, <see cref="StateQuotaExceededException"/> and <see cref="DatabaseNotFoundException"/> when it refuses.
/// Where a stored token cannot be decrypted, every method that needs it throws <see cref="DecryptionException"/>: it is neither missing nor refreshed.
/// No secret is in any log, exception, metric or text form.
/// </remarks>
public interface ITokenVault
{
    /// <summary>
    /// Gets a token that is good for a while. One in memory (<see cref="TokenOptions.CacheSize"/>) is returned without a call while it outlives
    /// <see cref="TokenOptions.RefreshSkew"/> by the database's clock; otherwise it is read, once for all callers in this process: one call, one billed read. One that is old is
    /// refreshed, once for all processes, and stored before anybody gets it. Where no grant is stored one is minted, if the registered refresher can; last, a registered
    /// static token is returned. Safe to call again.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Stops waiting. A refresh that others wait for goes on.</param>
    /// <exception cref="ArgumentException">The key cannot be one.</exception>
    /// <exception cref="StateNotFoundException">Nothing is stored, and nothing registered that could get a token; the message says what to do.</exception>
    /// <exception cref="ReauthorizationRequiredException">The token has run out and cannot be refreshed: somebody has to consent anew.</exception>
    /// <exception cref="TokenConfigurationException">A refresh token is stored, and no refresher registered; or the service refuses the client.</exception>
    /// <exception cref="TokenRateLimitedException">The service takes no more calls for now; while that lasts nobody calls it.</exception>
    /// <exception cref="TokenRefreshException">The service did not give a new token, or it could not be stored yet. Calling again later is right.</exception>
    /// <exception cref="StateDataException">The stored document cannot be read as a grant.</exception>
    Task<AccessToken> GetAccessTokenAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>
    /// Says that the service has answered 401 to a token, and gets another one. Where another one is stored by now it is returned; where it is this one it is refreshed, though it
    /// has not run out: once, however many report it. Try the call to the service once more with what is returned, and not again and again. Safe to call again.
    /// </summary>
    /// <param name="key">The key that the token was got by.</param>
    /// <param name="rejected">The token that was not taken.</param>
    /// <param name="cancellationToken">Stops waiting. A refresh that others wait for goes on.</param>
    /// <exception cref="ArgumentException">The key cannot be one.</exception>
    /// <exception cref="StateNotFoundException">Nothing is stored, and nothing registered that could get a token.</exception>
    /// <exception cref="ReauthorizationRequiredException">The token cannot be refreshed: somebody has to consent anew.</exception>
    /// <exception cref="TokenConfigurationException">It is a static token, no refresher is registered, or the service refuses the client.</exception>
    /// <exception cref="TokenRateLimitedException">The service takes no more calls for now.</exception>
    /// <exception cref="TokenRefreshException">The service did not give a new token, or it could not be stored yet. Calling again later is right.</exception>
    /// <exception cref="StateDataException">The stored document cannot be read as a grant.</exception>
    Task<AccessToken> ReportRejectedAsync(string key, Secret rejected, CancellationToken cancellationToken = default);

    /// <summary>Reads a stored grant, as it is. One call, one billed read.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The grant, or null where none is stored.</returns>
    /// <exception cref="ArgumentException">The key cannot be one.</exception>
    /// <exception cref="StateDataException">The stored document cannot be read as a grant.</exception>
    Task<TokenGrant?> GetGrantAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>
    /// Watches a stored grant: what is stored now, then what it becomes, as it happens. By its <see cref="TokenGrant.State"/> an agent that needs
    /// somebody's consent learns when it has it. Grants in between may be skipped where the reader is slow or the connection broke; the latest is always told, and nothing twice.
    /// Interruptions are bridged without end. Each change of the document is a billed read, those that are not told among them.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends the watch, with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The grant, or null while none is stored. It ends only by its token, or an error.</returns>
    /// <exception cref="ArgumentException">The key cannot be one.</exception>
    /// <exception cref="StateDataException">The stored document cannot be read as a grant.</exception>
    /// <exception cref="DecryptionException">The stored grant cannot be decrypted.</exception>
    IAsyncEnumerable<TokenGrant?> WatchGrantAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>
    /// Stores a grant, such as the one from a first consent, in the place of any other. The last writer wins. Fields of the
    /// document that the library does not know stay. One call, one billed write. Safe to call again.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="grant">The grant.</param>
    /// <param name="cancellationToken">Stops waiting. The grant may be stored all the same.</param>
    /// <exception cref="ArgumentException">The key or a field cannot be one; nothing was sent.</exception>
    /// <exception cref="StateLimitException">The document would be larger than 1 MiB; nothing was sent.</exception>
    Task SaveGrantAsync(string key, NewGrant grant, CancellationToken cancellationToken = default);

    /// <summary>Deletes a grant. That there is none does no harm. It is not revoked at the service. One call, one billed delete. Safe to call again.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Stops waiting. The grant may be deleted all the same.</param>
    /// <exception cref="ArgumentException">The key cannot be one.</exception>
    Task DeleteAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes a grant worth nothing. It is marked first, so that no process uses it any more; whoever refreshes it just now comes to an end; then the service is told, if the registered
    /// refresher can (<see cref="ITokenRevoker"/>); last, the document is deleted. A grant that somebody saves meanwhile is left alone, and that there is none does no harm. Safe
    /// to call again, and right to after any error: the grant stays marked until it is gone.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Stops waiting. The grant may be marked, or revoked, all the same.</param>
    /// <exception cref="ArgumentException">The key cannot be one.</exception>
    /// <exception cref="TokenConfigurationException">The service refuses the client.</exception>
    /// <exception cref="TokenRateLimitedException">The service takes no more calls for now.</exception>
    /// <exception cref="TokenRefreshException">The service did not answer, or not as it should.</exception>
    /// <exception cref="StateDataException">The stored document cannot be read as a grant.</exception>
    Task RevokeAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>
    /// Encrypts what is stored under another key than the writing one, or as it is, anew: after another key has become the writing one, or when encryption begins. Each document by
    /// compare-and-set, 100 a page; tokens, their times and leases stay as they are, and whoever refreshes one goes on. What cannot be decrypted is counted and left alone. Each
    /// document is a billed read, and one that is encrypted anew a write. Safe to call again, after an error or a cancellation too: what is done is not done again.
    /// </summary>
    /// <param name="cancellationToken">Stops after the document that is under way.</param>
    /// <returns>How many were encrypted anew, and under which keys all are now.</returns>
    /// <exception cref="InvalidOperationException">The vault does not encrypt (<c>EncryptTokens</c>).</exception>
    /// <exception cref="TokenConfigurationException">The key ring could not encrypt.</exception>
    Task<TokenKeyReport> ReencryptAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Counts under which keys the stored tokens are, those that are stored as they are, and those that cannot be decrypted: a key that is not in the report any more may go, once
    /// no process writes with it. Each document is a billed read. Safe to call again.
    /// </summary>
    /// <param name="cancellationToken">Stops counting.</param>
    Task<TokenKeyReport> CountKeysAsync(CancellationToken cancellationToken = default);
}
