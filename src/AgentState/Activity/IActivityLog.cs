namespace AgentState;

/// <summary>What the agents did, kept in the collection <c>logs</c>.</summary>
/// <remarks>
/// Three promises to choose from. Acknowledged (<see cref="WriteAsync"/>): it returns when the entry is stored. Buffered (<see cref="TryWrite"/>): it returns at once, and entries are sent
/// together; a process that is killed loses those of the last <see cref="ActivityOptions.FlushInterval"/>. Audit (<see cref="StateBatch.Write"/>): the entry is stored exactly if the
/// change that it tells of is. Secrets are taken out before anything is stored or kept in memory: see <see cref="RedactionOptions"/>.
///
/// Every method throws <see cref="StateUnavailableException"/> when the database does not answer, <see cref="OperationCanceledException"/> when its token is
/// cancelled, <see cref="StatePermissionException"/>, <see cref="StateQuotaExceededException"/> and <see cref="DatabaseNotFoundException"/> when it refuses.
/// </remarks>
public interface IActivityLog
{
    /// <summary>How the buffered entries of this process fare. What is dropped or refused is logged and counted by metrics as well.</summary>
    ActivityBacklog Backlog { get; }

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
    /// Takes an entry to be stored soon, together with others, and returns at once: the network never keeps the caller waiting. Entries of one process are stored in their order; a lost reply
    /// never makes two. They are sent when there are <see cref="ActivityOptions.BatchSize"/> of them or <see cref="ActivityOptions.BatchBytes"/>, when the first is
    /// <see cref="ActivityOptions.FlushInterval"/> old, at <see cref="AgentStateClient.FlushAsync"/> and at dispose: one call, and a billed write for each. While the database does not answer they
    /// are kept, within bounds, and tried again. One that the database refuses is told by itself, and holds no other up.
    /// </summary>
    /// <param name="activity">The entry. The trace in which this is called goes with it.</param>
    /// <returns>False where the queue is full and the entry was not taken: see <see cref="ActivityOptions.WhenFull"/>.</returns>
    /// <exception cref="ArgumentException">A field is missing or out of range; the entry was not taken.</exception>
    /// <exception cref="StateLimitException">The entry would be larger than 1 MiB; it was not taken.</exception>
    /// <exception cref="ObjectDisposedException">The container that held the service was disposed.</exception>
    bool TryWrite(NewActivity activity);

    /// <summary>
    /// The same as <see cref="TryWrite"/>, but where the queue is full and <see cref="ActivityOptions.WhenFull"/> is <see cref="ActivityOverflow.Wait"/> it waits until there is room. Otherwise it
    /// returns at once.
    /// </summary>
    /// <param name="activity">The entry.</param>
    /// <param name="cancellationToken">Stops waiting; the entry is not taken then.</param>
    /// <returns>False where the queue is full and the entry was dropped.</returns>
    /// <exception cref="ArgumentException">A field is missing or out of range; the entry was not taken.</exception>
    /// <exception cref="StateLimitException">The entry would be larger than 1 MiB; it was not taken.</exception>
    /// <exception cref="ObjectDisposedException">The container that held the service was disposed.</exception>
    ValueTask<bool> BufferAsync(NewActivity activity, CancellationToken cancellationToken = default);

    /// <summary>
    /// Finds entries, the newest first (then by id, descending). Of entries that were stored before the first page was read none is
    /// skipped or told twice on the pages that follow. One call a page; each entry is a billed read. Entries of other programs without a
    /// <c>timestamp</c> are not found; those that cannot be read are told in <see cref="Page{T}.Unreadable"/>, beside the others. Those that are over (<see cref="ActivityEntry.ExpiresAt"/>) are not told, so that a page may be shorter than was asked though others follow.
    /// </summary>
    /// <param name="filter">Which entries; null = all.</param>
    /// <param name="page">How many, and from where; null = the first 50.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentException">The continuation token belongs to another filter, or is none.</exception>
    /// <exception cref="MissingIndexException">The shipped indexes are not deployed.</exception>
    Task<Page<ActivityEntry>> QueryAsync(ActivityFilter? filter = null, PageRequest? page = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Follows the log: the last entries that are there, then each one as it is stored. Each is told once, in its order but for those that were stored late. Where more come
    /// at once than <see cref="ActivityTailOptions.Buffer"/> holds, or the reader is so slow, the oldest of them are told as missing, with their number: at once, and those among them that were
    /// stored late when <see cref="ActivityTailOptions.Overlap"/> is over. Interruptions are bridged without end. Each entry is a billed read; so are those of the overlap at the start, and again
    /// each time that half the buffer has gone by, and a read for each 1,000 entries that are counted where some are missing. An entry that cannot be read is left out, and logged once for each of
    /// its versions.
    /// </summary>
    /// <param name="filter">Which entries; null = all. It has no range of time.</param>
    /// <param name="options">How it is followed; null = by default.</param>
    /// <param name="cancellationToken">Ends the tail, with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>Entries and gaps. It ends only by its token, or an error.</returns>
    /// <exception cref="ArgumentException">The filter has a range of time, or an option is out of its range.</exception>
    /// <exception cref="MissingIndexException">The shipped indexes are not deployed.</exception>
    IAsyncEnumerable<ActivityTailItem> TailAsync(
        ActivityFilter? filter = null, ActivityTailOptions? options = null, CancellationToken cancellationToken = default);
}
