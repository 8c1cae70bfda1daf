namespace AgentState;

/// <summary>Stores the users that the fleet works for in the collection <c>users</c>.</summary>
/// <remarks>
/// <para>Every method throws <see cref="StateUnavailableException"/> if the database does not answer and
/// <see cref="OperationCanceledException"/> if its token is cancelled.</para>
/// <para>Every method throws <see cref="StatePermissionException"/>, <see cref="StateQuotaExceededException"/> or
/// <see cref="DatabaseNotFoundException"/> if the database refuses the call.</para>
/// <para>Every method is safe to call again after an error.</para>
/// </remarks>
/// <example>
/// <code>
/// var (user, isNew) = await users.GetOrCreateAsync("42", new UserUpdate { DisplayName = "Ada" });
/// await users.PatchPreferencesAsync(user.Id, MapPatch.Empty.Set("theme", "dark"));
/// </code>
/// </example>
public interface IUserStore
{
    /// <summary>Reads one user.</summary>
    /// <remarks>One call, one billed read.</remarks>
    /// <param name="userId">The user's id.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The user; null if the user does not exist.</returns>
    /// <exception cref="ArgumentException">The id is not valid.</exception>
    /// <exception cref="StateDataException">The stored document cannot be read as a user.</exception>
    Task<User?> GetAsync(string userId, CancellationToken cancellationToken = default);

    /// <summary>Reads a user, or creates the user if it does not exist.</summary>
    /// <remarks>Concurrent calls create one document. One call if the user exists; otherwise two calls.</remarks>
    /// <param name="userId">The user's id.</param>
    /// <param name="initial">
    /// The values of a new user; ignored if the user exists. Null = no name, no preferences, tier <see cref="UserTier.Free"/>.
    /// </param>
    /// <param name="cancellationToken">Stops waiting. The user may still be created.</param>
    /// <returns>The user and whether this call created it.</returns>
    /// <exception cref="ArgumentException">The id or a field is not valid; nothing was sent.</exception>
    /// <exception cref="StateDataException">The stored document cannot be read as a user.</exception>
    /// <exception cref="StateLimitException">The document would be larger than 1 MiB; nothing was sent.</exception>
    /// <exception cref="StateConflictException">Other writers repeatedly created and deleted the user during this call.</exception>
    Task<UserCreation> GetOrCreateAsync(string userId, UserUpdate? initial = null, CancellationToken cancellationToken = default);

    /// <summary>Stores the given fields of a user and creates the user if it does not exist.</summary>
    /// <remarks>
    /// <para>Fields that are null stay unchanged. Preferences are merged leaf by leaf; <see cref="PatchPreferencesAsync"/> replaces whole
    /// keys instead. The last writer wins.</para>
    /// <para>The server sets <see cref="User.CreatedAt"/> once, at creation, and <see cref="User.UpdatedAt"/> at every write.</para>
    /// <para>One call if the user exists; otherwise two calls.</para>
    /// </remarks>
    /// <param name="userId">The user's id.</param>
    /// <param name="update">The fields to store; an empty update only sets <see cref="User.UpdatedAt"/>.</param>
    /// <param name="cancellationToken">Stops waiting. The update may still take effect.</param>
    /// <exception cref="ArgumentException">The id or a field is not valid; nothing was sent.</exception>
    /// <exception cref="StateLimitException">The document would be larger than 1 MiB.</exception>
    /// <exception cref="StateConflictException">Other writers repeatedly created and deleted the user during this call.</exception>
    Task CreateOrUpdateAsync(string userId, UserUpdate update, CancellationToken cancellationToken = default);

    /// <summary>Reads a user, computes an update from it, and stores the update if the user has not changed since.</summary>
    /// <remarks>
    /// On a conflict the call waits for a short random time and starts again. Without a conflict it makes three calls: read, write and read
    /// again. It makes one call if <paramref name="change"/> returns null.
    /// </remarks>
    /// <param name="userId">The user's id.</param>
    /// <param name="change">
    /// Returns the update for the given user; null = store nothing. It must not have side effects, because it is called again after a
    /// conflict.
    /// </param>
    /// <param name="cancellationToken">Stops waiting. The update may still take effect.</param>
    /// <returns>The user as stored.</returns>
    /// <exception cref="ArgumentException">The id or a field is not valid; nothing was written.</exception>
    /// <exception cref="StateNotFoundException">The user does not exist.</exception>
    /// <exception cref="StateLimitException">The document would be larger than 1 MiB.</exception>
    /// <exception cref="StateConflictException">
    /// Other writers kept changing the user until <see cref="RetryOptions.Timeout"/> expired. Safe to call again.
    /// </exception>
    /// <exception cref="StateDataException">The stored document cannot be read as a user.</exception>
    Task<User> UpdateAsync(string userId, Func<User, UserUpdate?> change, CancellationToken cancellationToken = default);

    /// <summary>Sets some preferences and removes others.</summary>
    /// <remarks>
    /// Other keys stay unchanged. A map replaces the stored value completely. Concurrent patches of different keys both take effect. One
    /// call, one billed write.
    /// </remarks>
    /// <param name="userId">The user's id.</param>
    /// <param name="patch">The keys to set and remove.</param>
    /// <param name="condition">The condition of the write; null = the last writer of each key wins.</param>
    /// <param name="cancellationToken">Stops waiting. The patch may still take effect.</param>
    /// <exception cref="ArgumentException">The id is not valid, or the path of a key is too long; nothing was sent.</exception>
    /// <exception cref="StateNotFoundException">The user does not exist and was not created.</exception>
    /// <exception cref="StateConflictException">The user no longer has the version of the condition; nothing was written.</exception>
    /// <exception cref="StateLimitException">The document would be larger than 1 MiB.</exception>
    Task PatchPreferencesAsync(
        string userId, MapPatch patch, WriteCondition? condition = null, CancellationToken cancellationToken = default);

    /// <summary>Replaces all preferences of a user.</summary>
    /// <remarks>One call, one billed write.</remarks>
    /// <param name="userId">The user's id.</param>
    /// <param name="preferences">The new preferences.</param>
    /// <param name="condition">The condition of the write; null = the last writer wins.</param>
    /// <param name="cancellationToken">Stops waiting. The preferences may still be replaced.</param>
    /// <exception cref="ArgumentException">
    /// The id is not valid, or the preferences contain a value that Firestore cannot store; nothing was sent.
    /// </exception>
    /// <exception cref="StateNotFoundException">The user does not exist and was not created.</exception>
    /// <exception cref="StateConflictException">The user no longer has the version of the condition; nothing was written.</exception>
    /// <exception cref="StateLimitException">The document would be larger than 1 MiB.</exception>
    Task ReplacePreferencesAsync(
        string userId, StateMap preferences, WriteCondition? condition = null, CancellationToken cancellationToken = default);

    /// <summary>Deletes a user.</summary>
    /// <remarks>
    /// Without a version in <paramref name="condition"/>, does nothing if the user does not exist. One call, one billed delete.
    /// </remarks>
    /// <param name="userId">The user's id.</param>
    /// <param name="condition">The condition of the delete; null = delete any version.</param>
    /// <param name="cancellationToken">Stops waiting. The user may still be deleted.</param>
    /// <exception cref="ArgumentException">The id is not valid.</exception>
    /// <exception cref="StateNotFoundException">The condition has a version, and the user does not exist.</exception>
    /// <exception cref="StateConflictException">The user no longer has the version of the condition; nothing was deleted.</exception>
    Task DeleteAsync(string userId, WriteCondition? condition = null, CancellationToken cancellationToken = default);

    /// <summary>Sets the tier of a user.</summary>
    /// <remarks>One call, one billed write.</remarks>
    /// <param name="userId">The user's id.</param>
    /// <param name="tier"><see cref="UserTier.Free"/> or <see cref="UserTier.Pro"/>.</param>
    /// <param name="condition">The condition of the write; null = the last writer wins.</param>
    /// <param name="cancellationToken">Stops waiting. The tier may still be changed.</param>
    /// <exception cref="ArgumentException">The id or the tier is not valid; nothing was sent.</exception>
    /// <exception cref="StateNotFoundException">The user does not exist and was not created.</exception>
    /// <exception cref="StateConflictException">The user no longer has the version of the condition; nothing was written.</exception>
    Task SetTierAsync(string userId, UserTier tier, WriteCondition? condition = null, CancellationToken cancellationToken = default);

    /// <summary>Lists users, ordered by id.</summary>
    /// <remarks>
    /// Documents that cannot be read as users are returned in <see cref="Page{T}.Unreadable"/>. One call for each page; one billed read for
    /// each document.
    /// </remarks>
    /// <param name="filter">The users to list; null = all.</param>
    /// <param name="page">The size and start of the page; null = the first 50 users.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentException">The continuation token is not valid or belongs to another filter.</exception>
    Task<Page<User>> ListAsync(UserFilter? filter = null, PageRequest? page = null, CancellationToken cancellationToken = default);

    /// <summary>Watches one user: returns the stored user, then each change.</summary>
    /// <remarks>
    /// <para>Intermediate states can be skipped if the reader is slow or the connection breaks. The latest state is always returned, and no
    /// state is returned twice.</para>
    /// <para>After an interruption the watch reconnects; it never gives up. Each returned state is one billed read.</para>
    /// </remarks>
    /// <param name="userId">The user's id.</param>
    /// <param name="cancellationToken">Ends the watch with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The user; null while the user does not exist. The sequence ends only by cancellation or an error.</returns>
    /// <exception cref="ArgumentException">The id is not valid.</exception>
    /// <exception cref="StateDataException">The stored document cannot be read as a user.</exception>
    IAsyncEnumerable<User?> WatchAsync(string userId, CancellationToken cancellationToken = default);

    /// <summary>Reads all documents that this library stores about a user.</summary>
    /// <remarks>
    /// <para>The documents are complete, each is returned once, and they come in this order:</para>
    /// <list type="number">
    /// <item><description>the user;</description></item>
    /// <item><description>tasks about the user (<see cref="NewTask.UserId"/>);</description></item>
    /// <item><description>tasks with the user as their creator;</description></item>
    /// <item><description>log entries with the user as their agent, except entries without a <c>timestamp</c>.</description></item>
    /// </list>
    /// <para>The export is not a snapshot: concurrent writes may or may not be included. Grants are not included, because they belong to
    /// services and are secrets.</para>
    /// <para>One call for the user and one for each page of 300 documents. Each document is one billed read; a task that both queries find
    /// is two.</para>
    /// </remarks>
    /// <param name="userId">The user's id.</param>
    /// <param name="cancellationToken">Stops the export.</param>
    /// <returns>The documents; empty if nothing is stored.</returns>
    /// <exception cref="ArgumentException">The id is not valid.</exception>
    /// <exception cref="MissingIndexException">The shipped indexes are not deployed.</exception>
    IAsyncEnumerable<ExportedDocument> ExportAsync(string userId, CancellationToken cancellationToken = default);
}
