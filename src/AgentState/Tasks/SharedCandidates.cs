namespace AgentState;

/// <summary>
/// Finds tasks of one type for the single claims of this process, and hands each task to one claim at a time. While a claim is by itself
/// each query asks for one task. Where several claims run at
/// once, or one was lost to another process, a query asks for more: it serves all that wait for it, and what is left serves the next claims
/// for half a second. Thread-safe.
/// </summary>
/// <param name="find">Finds so many tasks, in their order.</param>
/// <param name="time">Monotonic time.</param>
internal sealed class SharedCandidates(Func<int, Task<IReadOnlyList<TaskCandidate>>> find, TimeProvider time)
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
    private CandidateSearch? next;
    private int ahead = 4;
    private bool hasLost;

    /// <summary>Reserves the first task that no other claim of this process tries.</summary>
    /// <returns>The task; null where at one moment inside the call there was none to claim. Disposing ends the reservation.</returns>
    public async Task<ReservedCandidate?> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            CandidateSearch search;
            bool isFirst;
            long seen;
            lock (gate)
            {
                if (TakeReady(ofOwn: null) is { } taken)
                {
                    return taken;
                }

                seen = reservations.Releases;
                (search, isFirst) = Join();
            }

            if (isFirst)
            {
                _ = RunAsync(search);
            }

            // A search that began before this call tells nothing of what is there now; this one did not.
            if (!await search.HasFound.WaitAsync(cancellationToken).ConfigureAwait(false))
            {
                return null;
            }

            lock (gate)
            {
                if (TakeReady(search) is { } taken)
                {
                    return taken;
                }
            }

            // All that were found are tried by others, who may lose: none of them says that there is nothing.
            await reservations.WaitAsync(seen, cancellationToken).ConfigureAwait(false);
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

    private (CandidateSearch Search, bool IsFirst) Join()
    {
        var isFirst = current is null;
        var search = isFirst ? current = new CandidateSearch() : next ??= new CandidateSearch();
        search.Waiting++;
        return (search, isFirst);
    }

    private async Task RunAsync(CandidateSearch search)
    {
        try
        {
            var found = await find(Begin(search)).ConfigureAwait(false);
            lock (gate)
            {
                ready.Clear();
                foreach (var candidate in found)
                {
                    ready.Enqueue(candidate);
                }

                readyOf = search;
            }

            search.End(found.Count > 0);
        }
        catch (Exception error)
        {
            // Each of those that wait for it throws it.
            search.Fail(error);
        }

        CandidateSearch? following;
        lock (gate)
        {
            (current, next) = (next, null);
            following = current;
        }

        if (following is not null)
        {
            // Not in the first caller's time.
            _ = Task.Run(() => RunAsync(following), CancellationToken.None);
        }
    }

    // How many to ask for.
    private int Begin(CandidateSearch search)
    {
        lock (gate)
        {
            (search.StartedAt, search.Releases) = (time.GetTimestamp(), reservations.Releases);
            var tried = reservations.Count;
            if (tried == 0 && search.Waiting == 1 && !hasLost)
            {
                return 1;
            }

            (ahead, hasLost) = (Math.Min(ahead * 2, MostAhead), false);
            return tried + search.Waiting + ahead;
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
