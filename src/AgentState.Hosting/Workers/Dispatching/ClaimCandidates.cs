using AgentState.Internal.Tasks.Partitions;
using AgentState.Internal.Tasks.Stored;

namespace AgentState.Internal.Hosting.Workers.Dispatching;

/// <summary>
/// The tasks of a type that a query has found and that are not claimed yet, and the position of the next query. Only the dispatcher's loop
/// uses it.
/// </summary>
internal sealed class ClaimCandidates(TaskWorkerOptions options, WorkerPace pace, IClaimCursor cursor, TimeProvider time)
{
    // More urgent tasks may have been enqueued since an older query.
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);

    // No other process claims tasks of its own partitions, and a peek at the front finds more urgent tasks once a second.
    private static readonly TimeSpan FreshInPartitions = TimeSpan.FromSeconds(1);

    // Reading tasks that another process then claims is wasted.
    private const int MostSeen = 300;

    // Fewer large tasks are read, because they are held in memory until they are claimed.
    private const int MostBytesSeen = 4 * 1024 * 1024;
    private const int Sample = 8;

    // The number of tasks finished within the Fresh time from which a worker counts as fast.
    private const int Many = 32;

    private readonly Queue<TaskCandidate> candidates = new();
    private long seenAt;
    private bool areMore;
    private TimeSpan fresh = Fresh;
    private int mostSeen = MostSeen;

    // The number of found tasks that can be claimed before they are outdated.
    private int portion = MostSeen;
    private int offered;

    /// <summary>Whether no candidate is left, fresh or not.</summary>
    public bool IsEmpty => candidates.Count == 0;

    /// <summary>The number of candidates that are fresh enough to be claimed.</summary>
    public int FreshCount => time.GetElapsedTime(seenAt) < fresh ? candidates.Count : 0;

    /// <summary>Whether, as last observed, more tasks wait than this process has claimed.</summary>
    public bool AreMany => areMore || candidates.Count > 0;

    /// <summary>Whether all found tasks belong to other processes, and no others are known.</summary>
    public bool HasNothing => candidates.Count == 0 && !cursor.IsRich;

    /// <summary>Whether the partition assignment must be read before the next query.</summary>
    public bool NeedsAssignment => IsFast && cursor.NeedsAssignment(areMore);

    // With so many tasks a second, avoiding conflicts is worth more than the exact order.
    private bool IsFast => options.MaxPrefetch > 0 && (pace.IsKnown ? pace.Within(Fresh, Many) == Many : cursor.IsShared);

    /// <summary>Returns the next query.</summary>
    /// <remarks>
    /// It asks for as many tasks as will be claimed before its answer is outdated, so that several batches use one query.
    /// </remarks>
    /// <param name="room">The number of tasks that may be claimed now.</param>
    public ClaimProbe Probe(int room)
    {
        return IsFast
            ? cursor.Probe(CountFor(cursor.IsRich ? FreshInPartitions : Fresh))
            : new ClaimProbe(cursor.Window(CountFor(Fresh)));

        int CountFor(TimeSpan span) => Math.Max(room, options.MaxPrefetch == 0 ? 0 : pace.Within(span, Math.Min(mostSeen, portion)));
    }

    /// <summary>Queries all partitions for a while, because the partition index is missing.</summary>
    public void DoWithoutIndex() => cursor.DoWithoutIndex();

    /// <summary>Replaces the candidates by the tasks found at the given time.</summary>
    public void Offer(IReadOnlyList<TaskCandidate> found, bool mayBeMore, ClaimProbe probe, long at)
    {
        if (found.Count > 0)
        {
            var size = found.Take(Sample).Average(candidate => candidate.Document.CalculateSize());
            mostSeen = (int)Math.Clamp(MostBytesSeen / size, 1, MostSeen);
        }

        areMore = mayBeMore;

        // The database may be slower than the handlers.
        portion = candidates.Count > 0 ? Math.Max(offered - candidates.Count, Many) : Math.Min(portion * 2, MostSeen);
        candidates.Clear();
        foreach (var candidate in IsFast ? cursor.Order(found, mayBeMore, probe) : found)
        {
            candidates.Enqueue(candidate);
        }

        (seenAt, offered, fresh) = (at, candidates.Count, probe.Assignment is null ? Fresh : FreshInPartitions);
    }

    /// <summary>Keeps candidates fresh that were fresh at the given time, because only the claim policy was read since.</summary>
    public void Excuse(long since)
    {
        var now = time.GetTimestamp();
        seenAt = Math.Min(seenAt + now - since, now);
    }

    /// <summary>Records how many claims were won and lost.</summary>
    /// <remarks>
    /// A fast worker leaves tasks that other processes claim to them. A slow worker keeps the order, and tries the found tasks one after
    /// the other.
    /// </remarks>
    public void Learn(int won, int lost)
    {
        if (cursor.Learn(won, lost) && IsFast)
        {
            candidates.Clear();
        }
    }

    /// <summary>Applies the partition assignment that was read.</summary>
    public void Take(PartitionAssignment assignment) => cursor.Take(assignment);

    /// <summary>Removes and returns the candidates to claim now, at most the given number.</summary>
    public IReadOnlyList<TaskCandidate> Take(int room)
    {
        var taken = new List<TaskCandidate>();
        if (FreshCount > 0)
        {
            for (var most = IsFast ? cursor.ClaimSize(room) : room; taken.Count < most && candidates.TryDequeue(out var candidate);)
            {
                taken.Add(candidate);
            }
        }

        return taken;
    }

    /// <summary>Removes all candidates.</summary>
    public void Clear() => candidates.Clear();
}
