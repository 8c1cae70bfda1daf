namespace AgentState;

/// <summary>What the agents did, kept in the collection <c>logs</c>.</summary>
/// <remarks>
/// Every method throws <see cref="StateUnavailableException"/> when the database does not answer, <see cref="OperationCanceledException"/> when its token is
/// cancelled, <see cref="StatePermissionException"/>, <see cref="StateQuotaExceededException"/> and <see cref="DatabaseNotFoundException"/> when it refuses.
/// </remarks>
public interface IActivityLog
{
    /// <summary>
    /// Writes one entry and waits until it is stored. Its time is the database's; the trace in which it is written (<see cref="System.Diagnostics.Activity.Current"/>)
    /// goes with it. A lost reply never makes two. One call, one billed write.
    /// </summary>
    /// <param name="activity">The entry.</param>
    /// <param name="cancellationToken">Stops waiting. The entry may be stored all the same.</param>
    /// <returns>The entry as stored, with its id and time.</returns>
    /// <exception cref="ArgumentException">A field is missing or out of range; nothing was sent.</exception>
    /// <exception cref="StateLimitException">The entry would be larger than 1 MiB; nothing was sent.</exception>
    /// <exception cref="StateUnavailableException">The database did not answer. Calling again may write a second entry.</exception>
    Task<ActivityEntry> WriteAsync(NewActivity activity, CancellationToken cancellationToken = default);

    /// <summary>
    /// Finds entries, the newest first (then by id, descending). Of entries that were stored before the first page was read none is
    /// skipped or told twice on the pages that follow. One call a page; each entry is a billed read. Entries of other programs without a
    /// <c>timestamp</c> are not found.
    /// </summary>
    /// <param name="filter">Which entries; null = all.</param>
    /// <param name="page">How many, and from where; null = the first 50.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentException">The continuation token belongs to another filter, or is none.</exception>
    /// <exception cref="StateDataException">A stored document cannot be read as an entry.</exception>
    /// <exception cref="MissingIndexException">The shipped indexes are not deployed.</exception>
    Task<Page<ActivityEntry>> QueryAsync(ActivityFilter? filter = null, PageRequest? page = null, CancellationToken cancellationToken = default);
}
