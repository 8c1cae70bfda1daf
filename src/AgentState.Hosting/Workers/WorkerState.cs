using System.Collections.Concurrent;

namespace AgentState;

/// <summary>What one worker does and knows of its tasks. The dispatcher's own: nobody else touches it.</summary>
internal sealed class WorkerState(TaskWorkerRegistration registration, HostedAgent agent, TimeProvider time)
{
    // What was seen longer ago may have been overtaken by something more urgent.
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);

    // What is seen, and claimed by somebody else, was read for nothing.
    private const int MostSeen = 300;

    // Of large tasks fewer are looked at: they are held in memory until they are claimed.
    private const int MostBytesSeen = 4 * 1024 * 1024;
    private const int Sample = 8;

    // Of what is done within the time for which what was seen is fresh.
    private const int Many = 32;

    // As many as one process may well remember.
    private const int MostUnclaimable = 1000;

    // What the fleet is may change at any moment, and reading it costs.
    private static readonly TimeSpan LongestShareAge = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LeastShareAge = TimeSpan.FromMilliseconds(100);

    private readonly Queue<TaskCandidate> candidates = new();

    // Read by queries while the loop goes on.
    private readonly ConcurrentDictionary<(string Name, Google.Protobuf.WellKnownTypes.Timestamp Version), bool> unclaimable = [];
    private long seenAt;
    private readonly ClaimPlace place = new(Random.Shared.Next, time);
    private long? shareAt;
    private TimeSpan shareAge = LeastShareAge;
    private bool hasLost;
    private bool areMore;
    private int mostSeen = MostSeen;

    // How many of those that were found can be claimed before they are old.
    private int portion = MostSeen;
    private int offered;

    public string Type => registration.Type;

    public HostedAgent Agent => agent;

    public TaskWorkerOptions Options => registration.Options;

    public Func<IServiceProvider, ITaskHandler> MakeHandler => registration.MakeHandler;

    public WorkerHealth Health => registration.Health;

    /// <summary>Whether it has to be found out what its share of the queue is: it got in others' way, or there is a backlog, and others may have come and gone.</summary>
    public bool NeedsShare => IsFast && (hasLost || areMore || place.Share.Count > 1) &&
        (shareAt is not { } at || time.GetElapsedTime(at) > (hasLost ? LeastShareAge : shareAge));

    public WorkerPace Pace { get; } = new(registration.Options.Concurrency, registration.Options.MaxPrefetch);

    /// <summary>Tasks that are worked on.</summary>
    public HashSet<TaskAttempt> Running { get; } = [];

    /// <summary>Tasks that were claimed ahead, and wait for a handler.</summary>
    public Queue<TaskAttempt> Ready { get; } = new();

    /// <summary>Whether nothing was there to be claimed when it was last looked for: a listener tells when that changes.</summary>
    public bool IsDry { get; set; }

    /// <summary>Whether that listener is there.</summary>
    public bool IsWatched { get; set; }

    /// <summary>Whether that listener last told of a task.</summary>
    public bool AreThere { get; set; }

    /// <summary>Whether to look all the same.</summary>
    public bool MustLook { get; set; }

    /// <summary>How many more tasks may be claimed.</summary>
    public int Room => Math.Max(Options.Concurrency + (Limit is null ? Pace.Ahead : 0) - Running.Count - Ready.Count, 0);

    /// <summary>How many tasks are worth being looked for at once: as many as will be claimed before what was seen is old, so that several calls live on one query.</summary>
    public int Appetite => Math.Max(Room, Options.MaxPrefetch == 0 ? 0 : Pace.Within(Fresh, Math.Min(mostSeen, portion)));

    /// <summary>
    /// Whether nothing may be claimed until something is heard of the type or the agent, or some time has passed: the type is paused, or as many of its tasks are worked on as may be.
    /// </summary>
    public bool IsShut { get; set; }

    /// <summary>How many tasks of the type may be worked on in all processes; null = as many as there are.</summary>
    public int? Limit { get; private set; }

    /// <summary>Whether the worker would claim or look for tasks now.</summary>
    public bool WouldClaim => MayClaim && Room > 0 && (IsHungry || FreshCount > 0);

    /// <summary>Whether it only looks whether there is something to claim after all.</summary>
    public bool OnlyLooks => IsDry && Limit is null && candidates.Count == 0;

    /// <summary>
    /// Whether the agent may begin something new: it is there, and wanted running. That its heartbeats did not arrive for a while takes nothing from it: each task has a lease of its own.
    /// </summary>
    public bool MayClaim => !IsShut && Health.CanMakeHandler &&
        Agent.Instance is { IsCompletedSuccessfully: true, Result.Loss: null or AgentInstanceLoss.HeartbeatLost } &&
        Agent.Current?.Wanted is not (AgentWantedState.Paused or AgentWantedState.Stopped);

    /// <summary>Whether all that was found is others', who are about to take it, and nothing else is known to be there.</summary>
    public bool HasNothing => candidates.Count == 0 && !place.IsRich;

    /// <summary>Whether tasks have to be looked for. What a listener told of, and nobody came to claim while it was fresh, it does not tell of again.</summary>
    public bool IsHungry => (!IsDry || MustLook || candidates.Count > 0) && Room > 0 && FreshCount == 0;

    // So many in a second that keeping out of each other's way is worth more than their exact order. Whoever has yet to end its first task, and got in somebody's way, may be one of those.
    private bool IsFast => Options.MaxPrefetch > 0 && (Pace.IsKnown ? Pace.Within(Fresh, Many) == Many : hasLost || place.Share.Count > 1);

    private int FreshCount => time.GetElapsedTime(seenAt) < Fresh ? candidates.Count : 0;

    /// <summary>What to look at now.</summary>
    public ClaimLook Look() => IsFast ? place.Look(Appetite) : new ClaimLook(place.Window(Appetite, inOrder: true));

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

        (seenAt, offered) = (at, candidates.Count);
    }

    /// <summary>What was fresh at that moment is fresh still: since then nothing was done but to ask whether it may be claimed.</summary>
    public void Excuse(long since)
    {
        var now = time.GetTimestamp();
        seenAt = Math.Min(seenAt + now - since, now);
    }

    /// <summary>Learns how claims went. What others are at work on is left to them, unless order matters more: then what was found is tried one after the other.</summary>
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

    /// <summary>Takes the share that was found out.</summary>
    public void Take(ClaimShare share)
    {
        // Who has just come is seldom the last.
        var next = share == place.Share ? shareAge * 2 : LeastShareAge;
        (hasLost, shareAt, shareAge) = (false, time.GetTimestamp(), next < LongestShareAge ? next : LongestShareAge);
        place.Take(share);
    }

    /// <summary>Sets how many tasks of the type may be worked on. Where there is a limit a claim takes a slot, and what was seen is of no use for that.</summary>
    public void SetLimit(int? limit)
    {
        Limit = limit;
        if (limit is not null && candidates.Count > 0)
        {
            candidates.Clear();
            MustLook = true;
        }
    }

    /// <summary>What to claim now.</summary>
    public IReadOnlyList<TaskCandidate> TakeCandidates()
    {
        if (FreshCount == 0 || Room == 0 || !MayClaim)
        {
            return [];
        }

        var taken = new List<TaskCandidate>();
        for (var room = IsFast ? place.Grip(Room) : Room; taken.Count < room && candidates.TryDequeue(out var candidate);)
        {
            taken.Add(candidate);
        }

        return taken;
    }

    /// <summary>Remembers a task that cannot be claimed as it is: too large for what a claim adds, say.</summary>
    public void PassOver(TaskCandidate candidate)
    {
        if (unclaimable.Count < MostUnclaimable)
        {
            unclaimable.TryAdd((candidate.Document.Name, candidate.Document.UpdateTime), true);
        }
    }

    public bool IsUnclaimable(TaskCandidate candidate) =>
        !unclaimable.IsEmpty && unclaimable.ContainsKey((candidate.Document.Name, candidate.Document.UpdateTime));
}
