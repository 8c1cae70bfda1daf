using AgentState.Internal.Tasks.Limits;
using AgentState.Internal.Tasks.Stored;

namespace AgentState.Internal.Tasks.Claiming;

/// <summary>Finds tasks of one type for the single claims of this process, and gives each task to one claim at a time.</summary>
/// <remarks>
/// A query returns one task while only one claim runs. If several claims run at once, or a claim was lost to another process, a query
/// returns more tasks. All waiting claims share them, and later claims use the rest for half a second. Thread-safe.
/// </remarks>
/// <param name="find">Finds up to the given number of tasks, in claim order, and returns whether more may follow.</param>
/// <param name="time">The source of monotonic time.</param>
internal sealed class SharedCandidates(
    Func<int, Task<(IReadOnlyList<TaskCandidate> Candidates, bool MayBeMore)>> find, TimeProvider time)
{
    /// <summary>How long the result of a query is used.</summary>
    /// <remarks>Later, more urgent tasks may have been enqueued.</remarks>
    public static readonly TimeSpan MaxAge = TimeSpan.FromMilliseconds(500);

    // The number of tasks queried beyond those that claims wait for. It adapts to the number claimed before the result is too old.
    private const int LeastAhead = 2;
    private const int MostAhead = 32;

    private readonly Lock gate = new();
    private readonly Reservations reservations = new(time);
    private readonly Queue<TaskCandidate> ready = new();
    private CandidateSearch? readyOf;
    private CandidateSearch? current;
    private long searches;
    private int waiting;
    private int ahead = 4;
    private bool hasLost;

    /// <summary>Reserves the first task that no other claim of this process tries.</summary>
    /// <returns>The task; null if no task could be claimed at one moment within the call. Disposing it releases the task.</returns>
    public async Task<ReservedCandidate?> TakeAsync(CancellationToken cancellationToken)
    {
        long before;
        lock (gate)
        {
            (before, waiting) = (searches, waiting + 1);
        }

        try
        {
            return await TakeAsync(before, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (gate)
            {
                waiting--;
            }
        }
    }

    /// <summary>Records that a claim was lost to another process, so that the next query returns more tasks.</summary>
    public void Lose()
    {
        lock (gate)
        {
            hasLost = true;
        }
    }

    // The parameter is the number of searches started before the call. An empty result of those does not show that no task exists now.
    private async Task<ReservedCandidate?> TakeAsync(long before, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            CandidateSearch? started = null;
            CandidateSearch search;
            long seen;
            lock (gate)
            {
                if (TakeReady(ofOwn: null) is { } taken)
                {
                    return taken;
                }

                seen = reservations.Releases;
                search = current ?? LastAnswering(before, seen) ?? (current = started = Begin());
            }

            if (started is not null)
            {
                _ = RunAsync(started);
            }

            var (hasFound, mayBeMore) = await search.End.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (!hasFound)
            {
                if (search.Number > before)
                {
                    return null;
                }

                continue;
            }

            lock (gate)
            {
                if (TakeReady(search) is { } taken)
                {
                    return taken;
                }
            }

            if (IsAll(search, mayBeMore))
            {
                // Other claims try all these tasks and may fail, so the queue may still have a task to claim.
                await reservations.WaitAsync(seen, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // Whether the search returned enough tasks for all waiting claims, so that only tasks tried by other claims exist.
    private static bool IsAll(CandidateSearch search, bool mayBeMore) => !mayBeMore || search.Window > 1;

    // Of the claims that wait for the same release, only one queries. The others may be scheduled much later and reuse its result.
    private CandidateSearch? LastAnswering(long before, long releases) =>
        readyOf is { } last && last.Number > before && last.End.Result is var (hasFound, mayBeMore) &&
        (!hasFound || (IsAll(last, mayBeMore) && last.Releases == releases && time.GetElapsedTime(last.StartedAt) <= MaxAge))
            ? last
            : null;

    // The query also returns the tasks that other claims try, so it asks for these, one for each waiting claim, and some more.
    private CandidateSearch Begin()
    {
        var tried = reservations.Count;
        var window = 1;
        if (tried > 0 || waiting > 1 || hasLost)
        {
            (ahead, hasLost) = (Math.Min(ahead * 2, MostAhead), false);
            window = tried + waiting + ahead;
        }

        return new CandidateSearch(++searches, window, time.GetTimestamp(), reservations.Releases);
    }

    private async Task RunAsync(CandidateSearch search)
    {
        try
        {
            var (found, mayBeMore) = await find(search.Window).ConfigureAwait(false);
            lock (gate)
            {
                ready.Clear();
                foreach (var candidate in found)
                {
                    ready.Enqueue(candidate);
                }

                (readyOf, current) = (search, null);
                search.Complete(found.Count > 0, mayBeMore);
            }
        }
        catch (Exception error)
        {
            lock (gate)
            {
                current = null;
            }

            // Every claim that waits for this search throws the error.
            search.Fail(error);
        }
    }

    // The result of the caller's own search is always recent enough for the caller, even on a slow machine.
    private ReservedCandidate? TakeReady(CandidateSearch? ofOwn)
    {
        if (readyOf is null)
        {
            return null;
        }

        if (readyOf != ofOwn && time.GetElapsedTime(readyOf.StartedAt) > MaxAge)
        {
            ahead = ready.Count > 0 ? Math.Max(ahead / 4, LeastAhead) : ahead;
            ready.Clear();
        }

        while (ready.TryDequeue(out var candidate))
        {
            if (reservations.TryReserve(candidate.Document.Name, readyOf.Releases))
            {
                return new ReservedCandidate(candidate, reservations);
            }
        }

        return null;
    }
}
