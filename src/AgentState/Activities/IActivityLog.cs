namespace AgentState;

/// <summary>Stores and reads the log of what the agents did, in the collection <c>logs</c>.</summary>
/// <remarks>
/// <para>
/// There are three ways to write, each with its own guarantee. Acknowledged (<see cref="WriteAsync"/>): returns when the entry is stored.
/// Buffered (<see cref="TryWrite"/>): returns at once, and entries are sent in batches. A process that is killed loses the entries of the
/// last <see cref="ActivityOptions.FlushInterval"/>. Audit (<see cref="StateBatch.Write"/>): the entry is stored if and only if the change
/// that it describes is stored.
/// </para>
/// <para>
/// Secrets are removed before an entry is stored or kept in memory: see <see cref="RedactionOptions"/>.
/// </para>
/// <para>
/// Every method throws <see cref="StateUnavailableException"/> when the database does not answer, and
/// <see cref="OperationCanceledException"/> when its token is cancelled. When the database refuses the call, a method throws
/// <see cref="StatePermissionException"/>, <see cref="StateQuotaExceededException"/> or <see cref="DatabaseNotFoundException"/>.
/// </para>
/// </remarks>
public interface IActivityLog
{
    /// <summary>Numbers of the buffered entries of this process that are queued, dropped and refused.</summary>
    /// <remarks>Dropped and refused entries also appear in the log and in the metrics.</remarks>
    ActivityBacklog Backlog { get; }

    /// <summary>Writes one entry and waits until it is stored; one billed write.</summary>
    /// <remarks>
    /// The entry gets the database's time and the current trace (<see cref="System.Diagnostics.Activity.Current"/>). A lost reply never
    /// causes a second entry.
    /// </remarks>
    /// <param name="activity">The entry.</param>
    /// <param name="cancellationToken">Stops waiting. The entry may still be stored.</param>
    /// <returns>The entry as stored, with its id and time.</returns>
    /// <exception cref="ArgumentException">A field is missing or out of range; nothing was sent.</exception>
    /// <exception cref="StateLimitException">The entry would be larger than 1 MiB; nothing was sent.</exception>
    /// <exception cref="StateUnavailableException">The database did not answer. Calling again may write a second entry.</exception>
    Task<ActivityEntry> WriteAsync(NewActivity activity, CancellationToken cancellationToken = default);

    /// <summary>Buffers an entry and returns at once; it is stored soon, together with others.</summary>
    /// <remarks>
    /// <para>
    /// A batch is sent when it has <see cref="ActivityOptions.BatchSize"/> entries or <see cref="ActivityOptions.BatchBytes"/>, or when its
    /// first entry is <see cref="ActivityOptions.FlushInterval"/> old. <see cref="AgentStateClient.FlushAsync"/> and dispose send the rest.
    /// A batch is one call, and one billed write for each entry.
    /// </para>
    /// <para>
    /// Entries of one process are stored in their order. A lost reply never causes a second entry. While the database does not answer,
    /// entries are kept, within the limits of the queue, and sent again. An entry that the database refuses is logged, and does not block
    /// the others.
    /// </para>
    /// </remarks>
    /// <param name="activity">The entry. The current trace is stored with it.</param>
    /// <returns>False if the queue is full and the entry was not buffered: see <see cref="ActivityOptions.WhenFull"/>.</returns>
    /// <exception cref="ArgumentException">A field is missing or out of range; the entry was not buffered.</exception>
    /// <exception cref="StateLimitException">The entry would be larger than 1 MiB; it was not buffered.</exception>
    /// <exception cref="ObjectDisposedException">The container that held the service was disposed.</exception>
    bool TryWrite(NewActivity activity);

    /// <summary>Buffers an entry like <see cref="TryWrite"/>, but can wait for room in a full queue.</summary>
    /// <remarks>
    /// It waits if <see cref="ActivityOptions.WhenFull"/> is <see cref="ActivityOverflow.Wait"/>. Otherwise it returns at once.
    /// </remarks>
    /// <param name="activity">The entry.</param>
    /// <param name="cancellationToken">Stops waiting; the entry is then not buffered.</param>
    /// <returns>False if the queue is full and the entry was dropped.</returns>
    /// <exception cref="ArgumentException">A field is missing or out of range; the entry was not buffered.</exception>
    /// <exception cref="StateLimitException">The entry would be larger than 1 MiB; it was not buffered.</exception>
    /// <exception cref="ObjectDisposedException">The container that held the service was disposed.</exception>
    ValueTask<bool> BufferAsync(NewActivity activity, CancellationToken cancellationToken = default);

    /// <summary>Lists entries, newest first (then by id, descending).</summary>
    /// <remarks>
    /// Entries that were stored before the first page was read are neither skipped nor returned twice on later pages. Entries of other
    /// clients without a <c>timestamp</c> are not found. Entries that cannot be read are listed in <see cref="Page{T}.Unreadable"/>.
    /// Expired entries (<see cref="ActivityEntry.ExpiresAt"/>) are left out, so a page may be short although more pages follow. One call a
    /// page; each entry is one billed read.
    /// </remarks>
    /// <param name="filter">The entries to return; null = all.</param>
    /// <param name="page">The page size and where to continue; null = the first 50.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentException">The continuation token is not valid, or belongs to another filter.</exception>
    /// <exception cref="MissingIndexException">The shipped indexes are not deployed.</exception>
    Task<Page<ActivityEntry>> ListAsync(
        ActivityFilter? filter = null, PageRequest? page = null, CancellationToken cancellationToken = default);

    /// <summary>Follows the log: returns the last stored entries, then each new entry when it is stored.</summary>
    /// <remarks>
    /// <para>
    /// Each entry is returned once, in the log's order; an entry that was stored late may follow later ones. If more entries arrive than
    /// <see cref="ActivityTailOptions.Buffer"/> holds, the oldest are reported as a gap, with their number. Gap entries that were stored
    /// late are reported when <see cref="ActivityTailOptions.Overlap"/> has passed. An entry that cannot be read is left out, and logged
    /// once for each of its versions. The tail reconnects after interruptions, without a limit.
    /// </para>
    /// <para>
    /// Each entry is one billed read. The entries of the overlap are billed at the start, and again each time half the buffer has passed.
    /// Counting a gap costs one read for each 1,000 entries counted.
    /// </para>
    /// </remarks>
    /// <param name="filter">The entries to follow; null = all. It must not have a time range.</param>
    /// <param name="options">How to follow the log; null = defaults.</param>
    /// <param name="cancellationToken">Ends the tail with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>Entries and gaps. The stream ends only when it is cancelled or fails.</returns>
    /// <exception cref="ArgumentException">The filter has a time range, or an option is out of range.</exception>
    /// <exception cref="MissingIndexException">The shipped indexes are not deployed.</exception>
    IAsyncEnumerable<ActivityTailItem> TailAsync(
        ActivityFilter? filter = null, ActivityTailOptions? options = null, CancellationToken cancellationToken = default);
}
