namespace AgentState;

/// <summary>
/// The tasks of a type that a query has shown and that are not claimed yet, and where to look for the next ones. The dispatcher's loop alone
/// touches it.
/// </summary>
internal sealed class ClaimCandidates(TaskWorkerOptions options, WorkerPace pace, TimeProvider time)
{
    // What was seen longer ago may have been overtaken by something more urgent.
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);

    // What is in lanes of its own no other process takes, and a glance at the front shows once a second what is more urgent.
    private static readonly TimeSpan FreshInLanes = TimeSpan.FromSeconds(1);

    // What is seen, and claimed by another process, was read for nothing.
    private const int MostSeen = 300;

    // Of large tasks fewer are looked at: they are held in memory until they are claimed.
    private const int MostBytesSeen = 4 * 1024 * 1024;
    private const int Sample = 8;

    // Of what is done within the time for which what was seen is fresh.
    private const int Many = 32;

    // What the fleet is may change at any moment, and reading it costs.
    private static readonly TimeSpan LongestShareAge = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LeastShareAge = TimeSpan.FromMilliseconds(100);

    private readonly Queue<TaskCandidate> candidates = new();
    private readonly ClaimPlace place = new(Random.Shared.Next, time);
    private long seenAt;
    private long? shareAt;
    private TimeSpan shareAge = LeastShareAge;
    private bool hasLost;
    private bool areMore;
    private TimeSpan fresh = Fresh;
    private int mostSeen = MostSeen;

    // How many of those that were found can be claimed before they are old.
    private int portion = MostSeen;
    private int offered;

    /// <summary>Whether none is left, fresh or not.</summary>
    public bool IsEmpty => candidates.Count == 0;

    /// <summary>How many may be claimed as they were seen.</summary>
    public int FreshCount => time.GetElapsedTime(seenAt) < fresh ? candidates.Count : 0;

    /// <summary>Whether more tasks wait than this process has claimed, as far as is known.</summary>
    public bool AreMany => areMore || candidates.Count > 0;

    /// <summary>Whether all tasks that were found belong to other processes, and no others are known.</summary>
    public bool HasNothing => candidates.Count == 0 && !place.IsRich;

    /// <summary>
    /// Whether the share of the queue has to be read: claims were lost, or there is a backlog, and processes may have come and gone.
    /// </summary>
    public bool NeedsShare => IsFast && (hasLost || areMore || place.Share.Count > 1) &&
        (shareAt is not { } at || time.GetElapsedTime(at) > (hasLost ? LeastShareAge : shareAge));

    // So many in a second that keeping out of each other's way is worth more than their exact order. A worker that has yet to end its first
    // task, and lost a claim, may be one of those.
    private bool IsFast => options.MaxPrefetch > 0 && (pace.IsKnown ? pace.Within(Fresh, Many) == Many : hasLost || place.Share.Count > 1);

    /// <summary>
    /// The next query. It asks for as many tasks as will be claimed before its answer is old, so that several calls use one query.
    /// </summary>
    /// <param name="room">How many tasks may be claimed now.</param>
    public ClaimLook Look(int room)
    {
        return IsFast
            ? place.Look(Wanted(place.IsRich ? FreshInLanes : Fresh))
            : new ClaimLook(place.Window(Wanted(Fresh), inOrder: true));

        int Wanted(TimeSpan span) => Math.Max(room, options.MaxPrefetch == 0 ? 0 : pace.Within(span, Math.Min(mostSeen, portion)));
    }

    /// <summary>Looks at all tasks for a while, since the index by lanes is missing.</summary>
    public void DoWithoutIndex() => place.DoWithoutIndex();

    /// <summary>Takes in what was found at that moment, in place of what was found before.</summary>
    public void Offer(IReadOnlyList<TaskCandidate> found, bool mayBeMore, ClaimLook look, long at)
    {
        if (found.Count > 0)
        {
            var size = found.Take(Sample).Average(candidate => candidate.Document.CalculateSize());
            mostSeen = (int)Math.Clamp(MostBytesSeen / size, 1, MostSeen);
        }

        areMore = mayBeMore;

        // What the handlers are fast enough for, the database may not be.
        portion = candidates.Count > 0 ? Math.Max(offered - candidates.Count, Many) : Math.Min(portion * 2, MostSeen);
        candidates.Clear();
        foreach (var candidate in IsFast ? place.Order(found, mayBeMore, look) : found)
        {
            candidates.Enqueue(candidate);
        }

        (seenAt, offered, fresh) = (at, candidates.Count, look.Share is null ? Fresh : FreshInLanes);
    }

    /// <summary>Keeps the candidates that were fresh at that moment fresh: since then only the claim policy was read.</summary>
    public void Excuse(long since)
    {
        var now = time.GetTimestamp();
        seenAt = Math.Min(seenAt + now - since, now);
    }

    /// <summary>
    /// Learns how claims went. Tasks that other processes work on are left to them, unless order matters more: then what was found is tried
    /// one after the other.
    /// </summary>
    public void Learn(int won, int lost)
    {
        if (!place.Learn(won, lost))
        {
            return;
        }

        hasLost = true;
        if (IsFast)
        {
            candidates.Clear();
        }
    }

    /// <summary>Takes the share that was read.</summary>
    public void Take(ClaimShare share)
    {
        // A process that has just come is seldom the last.
        var next = share == place.Share ? shareAge * 2 : LeastShareAge;
        (hasLost, shareAt, shareAge) = (false, time.GetTimestamp(), next < LongestShareAge ? next : LongestShareAge);
        place.Take(share);
    }

    /// <summary>Takes those to be claimed now, at most so many. They are offered no more.</summary>
    public IReadOnlyList<TaskCandidate> Take(int room)
    {
        var taken = new List<TaskCandidate>();
        if (FreshCount > 0)
        {
            for (var most = IsFast ? place.Grip(room) : room; taken.Count < most && candidates.TryDequeue(out var candidate);)
            {
                taken.Add(candidate);
            }
        }

        return taken;
    }

    /// <summary>Forgets all of them.</summary>
    public void Clear() => candidates.Clear();
}
