namespace AgentState;

/// <summary>Stores the tokens of external services in the collection <c>tokens</c> and refreshes them on demand.</summary>
/// <remarks>
/// <para>A key is a service (<c>github</c>), or a service and a subject (<c>github:user:42</c>).</para>
/// <para>Every method throws <see cref="StateUnavailableException"/> if the database does not answer, and
/// <see cref="OperationCanceledException"/> if its cancellation token is cancelled. If the database refuses the call, every method throws
/// <see cref="StatePermissionException"/>, <see cref="StateQuotaExceededException"/> or <see cref="DatabaseNotFoundException"/>.</para>
/// <para>If a stored token cannot be decrypted, every method that needs it throws <see cref="DecryptionException"/>. Such a token is
/// neither treated as missing nor refreshed.</para>
/// <para>No log, exception, metric or <c>ToString</c> contains a secret.</para>
/// </remarks>
public interface ITokenVault
{
    /// <summary>Returns a valid access token, refreshing or minting it if necessary.</summary>
    /// <remarks>
    /// <para>A token in memory (<see cref="TokenOptions.CacheSize"/>) is returned without a call if it does not expire within
    /// <see cref="TokenOptions.RefreshSkew"/>, by the database's clock. Otherwise the token is read once for all callers in this process:
    /// one call, one billed read.</para>
    /// <para>A token that has expired or is about to expire is refreshed by one process at a time, and stored before it is returned. If no
    /// grant is stored, the registered refresher mints one, if it can. If it cannot, the registered static token is returned. Safe to call
    /// again.</para>
    /// </remarks>
    /// <param name="key">The key: a service, or a service and a subject.</param>
    /// <param name="cancellationToken">Stops waiting. A refresh that other callers wait for continues.</param>
    /// <exception cref="ArgumentException"><paramref name="key"/> is not a valid key.</exception>
    /// <exception cref="StateNotFoundException">
    /// No grant is stored, and no source of tokens is registered; the message says what to do.
    /// </exception>
    /// <exception cref="ReauthorizationRequiredException">
    /// The token has expired and cannot be refreshed: the user must authorize again.
    /// </exception>
    /// <exception cref="TokenConfigurationException">
    /// A refresh token is stored but no refresher is registered, or the service refuses the client.
    /// </exception>
    /// <exception cref="TokenRateLimitedException">
    /// The service limits the rate of calls; no process calls it until the limit ends.
    /// </exception>
    /// <exception cref="TokenRefreshException">
    /// The service returned no new token, or the new token could not be stored yet. Call again later.
    /// </exception>
    /// <exception cref="StateDataException">The stored document is not a readable grant.</exception>
    Task<AccessToken> GetAccessTokenAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Reports a token that the service answered with 401, and returns another one.</summary>
    /// <remarks>
    /// If the stored token differs from <paramref name="rejected"/>, the stored one is returned. Otherwise it is refreshed even though it
    /// has not expired, once for all callers that report it. Repeat the call to the service once with the returned token, not in a loop.
    /// Safe to call again.
    /// </remarks>
    /// <param name="key">The key that the token was requested with.</param>
    /// <param name="rejected">The token that the service rejected.</param>
    /// <param name="cancellationToken">Stops waiting. A refresh that other callers wait for continues.</param>
    /// <exception cref="ArgumentException"><paramref name="key"/> is not a valid key.</exception>
    /// <exception cref="StateNotFoundException">No grant is stored, and no source of tokens is registered.</exception>
    /// <exception cref="ReauthorizationRequiredException">The token cannot be refreshed: the user must authorize again.</exception>
    /// <exception cref="TokenConfigurationException">
    /// The rejected token is a static token, no refresher is registered, or the service refuses the client.
    /// </exception>
    /// <exception cref="TokenRateLimitedException">The service limits the rate of calls.</exception>
    /// <exception cref="TokenRefreshException">
    /// The service returned no new token, or the new token could not be stored yet. Call again later.
    /// </exception>
    /// <exception cref="StateDataException">The stored document is not a readable grant.</exception>
    Task<AccessToken> ReportRejectedAsync(string key, SecretString rejected, CancellationToken cancellationToken = default);

    /// <summary>Reads the stored grant without refreshing it.</summary>
    /// <remarks>One call, one billed read. Safe to call again.</remarks>
    /// <param name="key">The key: a service, or a service and a subject.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The grant; null if none is stored.</returns>
    /// <exception cref="ArgumentException"><paramref name="key"/> is not a valid key.</exception>
    /// <exception cref="StateDataException">The stored document is not a readable grant.</exception>
    Task<TokenGrant?> GetGrantAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Watches a stored grant: returns its current value, then each change.</summary>
    /// <remarks>
    /// An agent that waits for a user's consent can watch <see cref="TokenGrant.State"/>. A slow reader, or a broken connection, may skip
    /// intermediate grants. The latest grant is always returned, and the same grant is never returned twice in a row. The watch reconnects
    /// without limit. Every change of the document is a billed read, including changes that are not returned.
    /// </remarks>
    /// <param name="key">The key: a service, or a service and a subject.</param>
    /// <param name="cancellationToken">Ends the watch with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The grant; null while none is stored. The sequence ends only by cancellation or an exception.</returns>
    /// <exception cref="ArgumentException"><paramref name="key"/> is not a valid key.</exception>
    /// <exception cref="StateDataException">The stored document is not a readable grant.</exception>
    /// <exception cref="DecryptionException">The stored grant cannot be decrypted.</exception>
    IAsyncEnumerable<TokenGrant?> WatchGrantAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Stores a grant, such as the one from a first consent, and replaces any stored grant.</summary>
    /// <remarks>The last writer wins. Unknown fields of the document are kept. One call, one billed write. Safe to call again.</remarks>
    /// <param name="key">The key: a service, or a service and a subject.</param>
    /// <param name="grant">The grant.</param>
    /// <param name="cancellationToken">Stops waiting. The grant may still be stored.</param>
    /// <exception cref="ArgumentException"><paramref name="key"/> or a field of the grant is not valid; nothing was sent.</exception>
    /// <exception cref="TokenConfigurationException">The key ring could not encrypt the grant; nothing was sent.</exception>
    /// <exception cref="StateLimitException">The document would exceed 1 MiB; nothing was sent.</exception>
    Task SaveGrantAsync(string key, NewGrant grant, CancellationToken cancellationToken = default);

    /// <summary>Deletes a stored grant without revoking it at the service.</summary>
    /// <remarks>Does nothing if no grant is stored. One call, one billed delete. Safe to call again.</remarks>
    /// <param name="key">The key: a service, or a service and a subject.</param>
    /// <param name="cancellationToken">Stops waiting. The grant may still be deleted.</param>
    /// <exception cref="ArgumentException"><paramref name="key"/> is not a valid key.</exception>
    Task DeleteAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Revokes a grant at the service and deletes it.</summary>
    /// <remarks>
    /// <para>The grant is first marked as revoked, so that no process uses it. A refresh in progress is completed. Then the grant is
    /// revoked at the service if the registered refresher implements <see cref="ITokenRevoker"/>, and the document is deleted.</para>
    /// <para>Does nothing if no grant is stored. A grant that is saved in the meantime is kept. After an error the grant stays marked: call
    /// again.</para>
    /// </remarks>
    /// <param name="key">The key: a service, or a service and a subject.</param>
    /// <param name="cancellationToken">Stops waiting. The grant may already be marked or revoked.</param>
    /// <exception cref="ArgumentException"><paramref name="key"/> is not a valid key.</exception>
    /// <exception cref="TokenConfigurationException">The service refuses the client.</exception>
    /// <exception cref="TokenRateLimitedException">The service limits the rate of calls.</exception>
    /// <exception cref="TokenRefreshException">The service did not answer, or its answer was unexpected.</exception>
    /// <exception cref="StateDataException">The stored document is not a readable grant.</exception>
    Task RevokeAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Encrypts every stored token that is in plain text or under an old key with the current writing key.</summary>
    /// <remarks>
    /// <para>Call it after the writing key has changed, or after encryption was enabled. Documents are read in pages of 100, and each one
    /// is written by compare-and-set. Tokens, times and leases stay unchanged, and refreshes in progress continue. Tokens that cannot be
    /// decrypted are counted and left unchanged.</para>
    /// <para>Each document is a billed read, plus a billed write if it is re-encrypted. Safe to call again, also after an error or a
    /// cancellation: documents that are already under the writing key are not written again.</para>
    /// </remarks>
    /// <param name="cancellationToken">Stops after the current document.</param>
    /// <returns>The number of re-encrypted documents, and the number of documents per key afterwards.</returns>
    /// <exception cref="InvalidOperationException">The vault does not encrypt (<c>EncryptTokens</c>).</exception>
    /// <exception cref="TokenConfigurationException">The key ring could not encrypt.</exception>
    Task<TokenKeyReport> ReencryptAsync(CancellationToken cancellationToken = default);

    /// <summary>Counts the stored tokens by encryption key, including plain-text and unreadable ones.</summary>
    /// <remarks>
    /// A key that is missing from the report can be removed once no process writes with it. Each document is a billed read. Safe to call
    /// again.
    /// </remarks>
    /// <param name="cancellationToken">Stops counting.</param>
    Task<TokenKeyReport> CountKeysAsync(CancellationToken cancellationToken = default);
}
