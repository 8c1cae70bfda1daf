using System.Text.Json.Serialization.Metadata;

namespace AgentState;

/// <summary>The people whom the fleet works for, kept in the collection <c>users</c>.</summary>
/// <remarks>
/// Every method throws <see cref="StateUnavailableException"/> when the database does not answer, <see cref="OperationCanceledException"/> when its token is
/// cancelled, <see cref="StatePermissionException"/>, <see cref="StateQuotaExceededException"/> and <see cref="DatabaseNotFoundException"/> when it refuses.
/// Every method may be called again after an error.
/// </remarks>
public interface IUserStore
{
    /// <summary>Reads one user. One call, one billed read.</summary>
    /// <param name="userId">The user's id.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The user, or null where there is none of that id.</returns>
    /// <exception cref="ArgumentException">The id cannot be one.</exception>
    /// <exception cref="StateDataException">The stored document cannot be read as a user.</exception>
    Task<User?> GetAsync(string userId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads a user, and creates one where there is none. Many calls at once make one document. One call where the user exists, two where not.
    /// </summary>
    /// <param name="userId">The user's id.</param>
    /// <param name="initial">What a new user has; ignored where the user exists. Null = no name, no preferences, free.</param>
    /// <param name="cancellationToken">Stops waiting. The user may be created all the same.</param>
    /// <returns>The user, and whether this call created it.</returns>
    /// <exception cref="ArgumentException">The id or a field cannot be one; nothing was sent.</exception>
    /// <exception cref="StateDataException">The stored document cannot be read as a user.</exception>
    /// <exception cref="StateLimitException">The document would be larger than 1 MiB; nothing was sent.</exception>
    Task<UserCreation> GetOrCreateAsync(string userId, UserUpdate? initial = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Stores what is given and leaves the rest: preferences are merged leaf by leaf (a patch goes by whole keys). Where there is no such user one is created, with the
    /// server's time as <see cref="User.CreatedAt"/>, which never moves again; <see cref="User.UpdatedAt"/> is the server's time always. The last
    /// writer wins. One call where the user exists, two where not.
    /// </summary>
    /// <param name="userId">The user's id.</param>
    /// <param name="update">What to store; an update without anything only moves <see cref="User.UpdatedAt"/>.</param>
    /// <param name="cancellationToken">Stops waiting. The update may take effect all the same.</param>
    /// <exception cref="ArgumentException">The id or a field cannot be one; nothing was sent.</exception>
    /// <exception cref="StateLimitException">The document would be larger than 1 MiB.</exception>
    /// <exception cref="StateConflictException">The user was created and deleted again and again while this call tried to write it.</exception>
    Task CreateOrUpdateAsync(string userId, UserUpdate update, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads a user, lets the caller decide, and stores the decision on condition that nobody wrote since; on a conflict all of it again,
    /// after a short, random pause. Two calls without a conflict.
    /// </summary>
    /// <param name="userId">The user's id.</param>
    /// <param name="change">
    /// What to store of this user; null = nothing. It is called again with a newer user after a conflict, so it has no side effects.
    /// </param>
    /// <param name="cancellationToken">Stops waiting. The update may take effect all the same.</param>
    /// <returns>The user as stored.</returns>
    /// <exception cref="ArgumentException">The id or a field cannot be one; nothing was written.</exception>
    /// <exception cref="StateNotFoundException">There is no such user.</exception>
    /// <exception cref="StateLimitException">The document would be larger than 1 MiB.</exception>
    /// <exception cref="StateConflictException">
    /// Other writers kept changing the user until <see cref="RetryOptions.Timeout"/> had passed. Safe to call again.
    /// </exception>
    /// <exception cref="StateDataException">The stored document cannot be read as a user.</exception>
    Task<User> UpdateAsync(string userId, Func<User, UserUpdate?> change, CancellationToken cancellationToken = default);

    /// <summary>
    /// Sets some preferences and removes others; all the rest stays. A value that is a map replaces the one that was there whole. Two patches of different keys at once both survive. One call, one billed write.
    /// </summary>
    /// <param name="userId">The user's id.</param>
    /// <param name="patch">What to set and remove.</param>
    /// <param name="condition">What must hold; null = the last writer of each key wins.</param>
    /// <param name="cancellationToken">Stops waiting. The patch may be applied all the same.</param>
    /// <exception cref="ArgumentException">The id cannot be one, or a key's path is too long; nothing was sent.</exception>
    /// <exception cref="StateNotFoundException">There is no such user; none was created.</exception>
    /// <exception cref="StateConflictException">The user no longer has the version of the condition; nothing was written.</exception>
    /// <exception cref="StateLimitException">The document would be larger than 1 MiB.</exception>
    Task PatchPreferencesAsync(string userId, MapPatch patch, WriteCondition? condition = null, CancellationToken cancellationToken = default);

    /// <summary>Puts other preferences in the place of all there are. One call, one billed write.</summary>
    /// <param name="userId">The user's id.</param>
    /// <param name="preferences">The preferences.</param>
    /// <param name="condition">What must hold; null = the last writer wins.</param>
    /// <param name="cancellationToken">Stops waiting. The preferences may be replaced all the same.</param>
    /// <exception cref="ArgumentException">The id cannot be one, or Firestore does not store something in the preferences; nothing was sent.</exception>
    /// <exception cref="StateNotFoundException">There is no such user; none was created.</exception>
    /// <exception cref="StateConflictException">The user no longer has the version of the condition; nothing was written.</exception>
    /// <exception cref="StateLimitException">The document would be larger than 1 MiB.</exception>
    Task ReplacePreferencesAsync(string userId, StateMap preferences, WriteCondition? condition = null, CancellationToken cancellationToken = default);

    /// <summary>Deletes a user. That there is none does no harm, unless a condition names a version. One call, one billed delete.</summary>
    /// <param name="userId">The user's id.</param>
    /// <param name="condition">What must hold; null = whatever is there goes.</param>
    /// <param name="cancellationToken">Stops waiting. The user may be deleted all the same.</param>
    /// <exception cref="ArgumentException">The id cannot be one.</exception>
    /// <exception cref="StateNotFoundException">A version is named, and there is no such user.</exception>
    /// <exception cref="StateConflictException">The user no longer has the version of the condition; nothing was deleted.</exception>
    Task DeleteAsync(string userId, WriteCondition? condition = null, CancellationToken cancellationToken = default);

    /// <summary>Changes what a user pays for, and nothing else. One call, one billed write.</summary>
    /// <param name="userId">The user's id.</param>
    /// <param name="tier">Free or pro.</param>
    /// <param name="condition">What must hold; null = the last writer wins.</param>
    /// <param name="cancellationToken">Stops waiting. The tier may be changed all the same.</param>
    /// <exception cref="ArgumentException">The id cannot be one, or the tier is none; nothing was sent.</exception>
    /// <exception cref="StateNotFoundException">There is no such user; none was created.</exception>
    /// <exception cref="StateConflictException">The user no longer has the version of the condition; nothing was written.</exception>
    Task SetTierAsync(string userId, UserTier tier, WriteCondition? condition = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads a user's preferences as a type: the defaults, and over them each stored key that fits. A key whose value is of another type is as in the defaults, and a warning
    /// is logged that names it. No call.
    /// </summary>
    /// <typeparam name="T">A type that is an object in its JSON form.</typeparam>
    /// <param name="user">The user; null = the defaults.</param>
    /// <param name="typeInfo">How to read and write the type; from a source-generated context or from options.</param>
    /// <param name="defaults">What holds where nothing is stored that fits.</param>
    /// <exception cref="ArgumentException">The defaults cannot be written as a JSON object.</exception>
    /// <exception cref="NotSupportedException">System.Text.Json does not know how to read a type in it.</exception>
    T ReadPreferences<T>(User? user, JsonTypeInfo<T> typeInfo, T defaults);

    /// <summary>Reads one preference as a type. Where it is of another type the default is returned, and a warning is logged that names the key. No call.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="user">The user; null = the default.</param>
    /// <param name="key">The key: one of the first level, whatever characters it holds.</param>
    /// <param name="typeInfo">How to read the type; from a source-generated context or from options.</param>
    /// <param name="defaultValue">What is returned where the key is missing, null, or does not fit.</param>
    /// <exception cref="NotSupportedException">System.Text.Json does not know how to read the type.</exception>
    T ReadPreference<T>(User? user, string key, JsonTypeInfo<T> typeInfo, T defaultValue);

    /// <summary>
    /// Lists users by id. What is stored and cannot be read as a user is told in <see cref="Page{T}.Unreadable"/>, beside the others.
    /// One call a page; each document is a billed read.
    /// </summary>
    /// <param name="filter">Which users; null = all.</param>
    /// <param name="page">How many, and from where; null = the first 50.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentException">The continuation token belongs to another filter, or is none.</exception>
    Task<Page<User>> ListAsync(UserFilter? filter = null, PageRequest? page = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Watches one user: what is stored now, then what it becomes, as it happens. States in between may be skipped where the reader is slow
    /// or the connection broke; the latest is always told, and nothing twice. Interruptions are bridged without end. Each state told is a billed read.
    /// </summary>
    /// <param name="userId">The user's id.</param>
    /// <param name="cancellationToken">Ends the watch, with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The user, or null while there is none of that id. It ends only by its token, or an error.</returns>
    /// <exception cref="ArgumentException">The id cannot be one.</exception>
    /// <exception cref="StateDataException">The stored document cannot be read as a user.</exception>
    IAsyncEnumerable<User?> WatchAsync(string userId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads all that this library stores of a user, document by document, each whole and once: the user, then the tasks that are about the user
    /// (<see cref="NewTask.UserId"/>), then those that name the user as their creator, then the entries of the log that name the user as who did
    /// it (those without a <c>timestamp</c> are not found). It is no snapshot: what is written meanwhile may be in it or not. Grants are not in it: they belong to services, and are secrets.
    /// One call a page of 300, and one for the user; each document is a billed read, and a task that is found in both ways is two.
    /// </summary>
    /// <param name="userId">The user's id.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The documents; none where nothing is stored.</returns>
    /// <exception cref="ArgumentException">The id cannot be one.</exception>
    /// <exception cref="MissingIndexException">The shipped indexes are not deployed.</exception>
    IAsyncEnumerable<ExportedDocument> ExportAsync(string userId, CancellationToken cancellationToken = default);
}
