namespace AgentState;

/// <summary>
/// Finds tasks of one type for the single claims of this process, and hands each task to one claim at a time. While a claim is by itself
/// each query asks for one task. Where several claims run at once, or one was lost to another process, a query asks for more: it serves
/// all that wait for it, and what is left serves the next claims for half a second. Thread-safe.
/// </summary>
/// <param name="find">Finds so many tasks, in their order, and says whether there may be more.</param>
/// <param name="time">Monotonic time.</param>
internal sealed class SharedCandidates(
    Func<int, Task<(IReadOnlyList<TaskCandidate> Candidates, bool MayBeMore)>> find, TimeProvider time)
{
    /// <summary>How long what a query brought is used. What was read longer ago may have been overtaken by something more urgent.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromMilliseconds(500);

    // How many more than are waited for: as many as are claimed before they are too old.
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
    /// <returns>The task; null where at one moment inside the call there was none to claim. Disposing ends the reservation.</returns>
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

    /// <summary>A claim was lost to another process: the next query asks for more.</summary>
    public void Lose()
    {
        lock (gate)
        {
            hasLost = true;
        }
    }

    // How many searches had begun before the call: of those an empty answer tells nothing of what is there now.
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
                search = current ?? LastThatTells(before, seen) ?? (current = started = Begin());
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
                // Other claims try all that were found, and may lose: that does not say that there is nothing.
                await reservations.WaitAsync(seen, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // A search for as many as all that wait want has found no more than what other claims try.
    private static bool IsAll(CandidateSearch search, bool mayBeMore) => !mayBeMore || search.Window > 1;

    // Of the claims that wait for the same release one looks. The others, which the machine may let go on much later, would find the same.
    private CandidateSearch? LastThatTells(long before, long releases) =>
        readyOf is { } last && last.Number > before && last.End.Result is var (hasFound, mayBeMore) &&
        (!hasFound || (IsAll(last, mayBeMore) && last.Releases == releases && time.GetElapsedTime(last.StartedAt) <= MaxAge))
            ? last
            : null;

    // How many to ask for: besides those that are tried, which the query finds too, one for each that waits, and some more.
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

            // Each of those that wait for it throws it.
            search.Fail(error);
        }
    }

    // What a caller has just looked for itself is not too old for it, however slow the machine is.
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
