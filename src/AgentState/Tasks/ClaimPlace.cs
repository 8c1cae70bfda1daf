using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>
/// Where in the queue one claimer looks. As long as it wins, it takes tasks in their order, from the first. Where it loses, others are at work on what it has seen: it looks behind that, feels
/// its way before it takes more, and looks from the first again afterwards; where nothing is behind, it begins anywhere. A claimer that knows the others keeps to a share of its own instead, and
/// takes of the others' what nobody has taken for a while. As long as there is enough in its own lanes it reads those alone, with a glance at the front now and then. For claimers of many at a
/// time only: it changes their order. Thread-safe.
/// </summary>
/// <param name="random">Draws a number below so many.</param>
/// <param name="time">Monotonic time.</param>
internal sealed class ClaimPlace(Func<int, int> random, TimeProvider time)
{
    /// <summary>How long what is another's is left to it where nothing else is there: its owner is about to take it.</summary>
    public static readonly TimeSpan Courtesy = TimeSpan.FromMilliseconds(100);

    // What is another's, stands at the front, and was not taken for so long is anybody's: its owner takes the first of its own first, as long as it takes any.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // What one answer may bring: more is read for others to take.
    private const int MaxWindow = 300;
    private const int MaxWindowOfAll = 1200;

    // How many more than are wanted are looked at, so that claimers of a few at once find places of their own.
    private const int Spread = 4;

    // A lost claim costs a write: a few show whether a place is taken.
    private const int Feeler = 2;

    // A calm as long as this, and the others seem to have gone.
    private const int CalmRounds = 8;

    private readonly Lock gate = new();
    private readonly LaneTurns lanes = new(time);
    private Dictionary<string, long> passedOver = new(StringComparer.Ordinal);
    private ClaimShare share = ClaimShare.Whole;
    private int unrest;
    private bool mustFeel;
    private Document? last;
    private Document? next;

    /// <summary>The claimer's share of the queue.</summary>
    public ClaimShare Share
    {
        get
        {
            lock (gate)
            {
                return share;
            }
        }
    }

    /// <summary>Whether there is more in the claimer's own lanes than it has been shown, as far as is known: it need not wait for others to take theirs.</summary>
    public bool IsRich
    {
        get
        {
            lock (gate)
            {
                return lanes.AreRich;
            }
        }
    }

    /// <summary>Takes another share of the queue. What was learnt of the others before is of no use any more.</summary>
    public void Take(ClaimShare own)
    {
        lock (gate)
        {
            if (own != share)
            {
                (share, unrest, next) = (own, 0, null);
                lanes.Begin();
            }
        }
    }

    /// <summary>Looks at no lanes for a while: their index is missing.</summary>
    public void DoWithoutIndex()
    {
        lock (gate)
        {
            lanes.DoWithoutIndex();
        }
    }

    /// <summary>What to look at now. A place behind what was seen, and that there is more in lanes of its own, holds for once.</summary>
    /// <param name="wanted">How many tasks are wanted.</param>
    public ClaimLook Look(int wanted)
    {
        lock (gate)
        {
            return (share.Count > 1 ? lanes.Next(wanted, share) : null) ?? new ClaimLook(Window(wanted), TakeStart());
        }
    }

    /// <summary>How many tasks to look at.</summary>
    /// <param name="wanted">How many are wanted.</param>
    /// <param name="inOrder">Whether they will be tried in their order, with no place taken: where others are at work, the next ones are at hand then.</param>
    public int Window(int wanted, bool inOrder = false)
    {
        lock (gate)
        {
            return share.Count > 1 && !inOrder ? Math.Max(Math.Min(wanted * share.Count, MaxWindowOfAll), wanted)
                : unrest > 0 ? Math.Max(Math.Min(wanted * Spread, MaxWindow), wanted)
                : wanted;
        }
    }

    /// <summary>Behind which task to look now; null = from the first. It holds for once.</summary>
    public Document? TakeStart()
    {
        lock (gate)
        {
            (var start, next) = (next, null);
            return start;
        }
    }

    /// <summary>Those that were found, in the order in which to try them; none where all of them are others', who are about to take them.</summary>
    /// <param name="found">As they were found.</param>
    /// <param name="mayBeMore">Whether there may be more behind them.</param>
    /// <param name="look">What was asked for.</param>
    public IReadOnlyList<TaskCandidate> Order(IReadOnlyList<TaskCandidate> found, bool mayBeMore, ClaimLook look)
    {
        lock (gate)
        {
            if (look.Share is not null)
            {
                lanes.LearnOfLanes(mayBeMore);
                return found;
            }

            if (found.Count == 0)
            {
                return found;
            }

            if (share.Count == 1)
            {
                var first = BeginIn(found, mayBeMore, found.Count);
                return first == 0 ? found : [.. found.Skip(first), .. found.Take(first)];
            }

            var ours = found.Where(candidate => IsForUs(candidate, Patience)).ToList();
            passedOver = found.Take(LaneTurns.Glance).Where(candidate => !share.Has(candidate.Task.Id))
                .ToDictionary(candidate => candidate.Task.Id, candidate => passedOver.GetValueOrDefault(candidate.Task.Id, time.GetTimestamp()), StringComparer.Ordinal);
            lanes.LearnOfAll(found, mayBeMore, ours.Count > 0);
            mustFeel = ours.Count == 0 && !lanes.AreRich;

            // Whoever the others are meant for may be gone, or busy. As long as it is not, it takes the first: so the last are tried, and few of them.
            return mustFeel ? [.. found.Where(candidate => IsForUs(candidate, Courtesy)).Reverse()] : ours;
        }
    }

    /// <summary>With which of those that were found to begin.</summary>
    /// <param name="found">As they were found.</param>
    /// <param name="mayBeMore">Whether there may be more behind them.</param>
    /// <param name="wanted">How many of them will be tried, before the next are looked for.</param>
    public int Begin(IReadOnlyList<TaskCandidate> found, bool mayBeMore, int wanted)
    {
        lock (gate)
        {
            return BeginIn(found, mayBeMore, wanted);
        }
    }

    /// <summary>How many to try at once, of those that are wanted.</summary>
    public int Grip(int wanted)
    {
        lock (gate)
        {
            (var feels, mustFeel) = (mustFeel, false);
            return feels ? Math.Min(wanted, Feeler) : wanted;
        }
    }

    /// <summary>Learns how it went.</summary>
    /// <returns>Whether others are at work there: what is left of what was found is better left to them.</returns>
    public bool Learn(int won, int lost)
    {
        lock (gate)
        {
            if (lost * 8 <= won + lost)
            {
                unrest -= lost == 0 && unrest > 0 ? 1 : 0;
                return false;
            }

            if (share.Count == 1)
            {
                (unrest, next) = (CalmRounds, last);
            }

            return true;
        }
    }

    private bool IsForUs(TaskCandidate candidate, TimeSpan patience) =>
        share.Has(candidate.Task.Id) || (passedOver.TryGetValue(candidate.Task.Id, out var since) && time.GetElapsedTime(since) >= patience);

    private int BeginIn(IReadOnlyList<TaskCandidate> found, bool mayBeMore, int wanted)
    {
        mustFeel = unrest > 0;
        last = mayBeMore ? found[^1].Document : null;
        if (unrest == 0)
        {
            return 0;
        }

        // Where all of them will be tried, those behind are the others'; where nothing is behind, there is no other place to go.
        var places = mayBeMore ? found.Count - wanted : found.Count;
        return places > 1 ? random(places) : 0;
    }
}
