using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>The claim cursor of one claimer: selects which part of a queue to query, and in which order to try the tasks.</summary>
/// <remarks>
/// <para>
/// While its claims succeed, the claimer takes tasks in claim order, from the first. After it loses claims to other claimers, it queries
/// behind the tasks that it has seen. There it probes with a few claims before it takes more, and then starts from the first task again. If
/// no tasks follow, it starts at a random one.
/// </para>
/// <para>
/// A claimer with a partition assignment claims only tasks of its partitions. It also claims tasks of other partitions that stay unclaimed
/// for a while. While its partitions hold enough tasks, it queries only these, and regularly peeks at the front of the whole queue.
/// </para>
/// <para>Only for claimers of many tasks at a time, because it changes the claim order. Thread-safe.</para>
/// </remarks>
/// <param name="random">Returns a random number from 0 up to, but not including, its argument.</param>
/// <param name="time">The source of monotonic time.</param>
internal sealed class ClaimCursor(Func<int, int> random, TimeProvider time)
{
    /// <summary>How long other claimers' tasks are left to their owners if there are no other tasks.</summary>
    public static readonly TimeSpan YieldDelay = TimeSpan.FromMilliseconds(100);

    // A task of another claimer's partition that stays at the front for this long is claimed too. Each owner claims its first tasks first,
    // so the owner of such a task is gone or busy.
    private static readonly TimeSpan OthersDelay = TimeSpan.FromSeconds(5);

    // A query returns at most this many tasks, unless more are wanted: other claimers would take the rest first, and each task is a billed
    // read.
    private const int MaxWindow = 300;
    private const int MaxWindowOfAll = 1200;

    // After lost claims, queries return this many times the wanted number, so that several claimers can start at different tasks.
    private const int Spread = 4;

    // A lost claim costs a write, and a few claims show whether other claimers are at work here.
    private const int ProbeSize = 2;

    // After this many rounds without a lost claim, no other claimer is assumed to be at work.
    private const int CalmRounds = 8;

    private readonly Lock gate = new();
    private readonly PartitionRoundRobin partitions = new(time);
    private Dictionary<string, long> passedOver = new(StringComparer.Ordinal);
    private PartitionAssignment assignment = PartitionAssignment.Whole;
    private int unrest;
    private bool mustProbe;
    private Document? last;
    private Document? next;

    /// <summary>The claimer's partition assignment.</summary>
    public PartitionAssignment Assignment
    {
        get
        {
            lock (gate)
            {
                return assignment;
            }
        }
    }

    /// <summary>Whether the claimer's partitions probably hold more tasks than the last query returned.</summary>
    /// <remarks>The claimer then does not wait for other claimers to take their tasks.</remarks>
    public bool IsRich
    {
        get
        {
            lock (gate)
            {
                return partitions.AreRich;
            }
        }
    }

    /// <summary>Sets the partition assignment; a different one discards the record of lost claims.</summary>
    public void Take(PartitionAssignment own)
    {
        lock (gate)
        {
            if (own != assignment)
            {
                (assignment, unrest, next) = (own, 0, null);
                partitions.Begin();
            }
        }
    }

    /// <summary>Stops queries by partition for a while, because their index is missing.</summary>
    public void DoWithoutIndex()
    {
        lock (gate)
        {
            partitions.DoWithoutIndex();
        }
    }

    /// <summary>Returns the query to send now.</summary>
    /// <remarks>A start behind the tasks already seen is used once; the query after it starts from the first task.</remarks>
    /// <param name="wanted">How many tasks the claimer wants.</param>
    public ClaimProbe Probe(int wanted)
    {
        lock (gate)
        {
            return (assignment.Count > 1 ? partitions.Next(wanted, assignment) : null) ?? new ClaimProbe(Window(wanted), TakeStart());
        }
    }

    /// <summary>Returns how many tasks to query.</summary>
    /// <param name="wanted">How many tasks the claimer wants.</param>
    /// <param name="inOrder">
    /// Whether the claimer tries all tasks in claim order, whatever their partition. If other claimers take the first tasks, the query then
    /// returns enough tasks to continue with.
    /// </param>
    public int Window(int wanted, bool inOrder = false)
    {
        lock (gate)
        {
            return assignment.Count > 1 && !inOrder ? Math.Max(Math.Min(wanted * assignment.Count, MaxWindowOfAll), wanted)
                : unrest > 0 ? Math.Max(Math.Min(wanted * Spread, MaxWindow), wanted)
                : wanted;
        }
    }

    /// <summary>Returns the document after which to query, and resets it; null = from the first task.</summary>
    public Document? TakeStart()
    {
        lock (gate)
        {
            (var start, next) = (next, null);
            return start;
        }
    }

    /// <summary>Returns the tasks to try, in the order in which to try them.</summary>
    /// <remarks>The result is empty if all tasks belong to other claimers that will probably claim them soon.</remarks>
    /// <param name="found">The tasks, in the order of the query.</param>
    /// <param name="mayBeMore">Whether more tasks may follow.</param>
    /// <param name="probe">The query that returned them.</param>
    public IReadOnlyList<TaskCandidate> Order(IReadOnlyList<TaskCandidate> found, bool mayBeMore, ClaimProbe probe)
    {
        lock (gate)
        {
            if (probe.Assignment is not null)
            {
                partitions.LearnOfPartitions(mayBeMore);
                return found;
            }

            if (found.Count == 0)
            {
                return found;
            }

            if (assignment.Count == 1)
            {
                var first = BeginIn(found, mayBeMore, found.Count);
                return first == 0 ? found : [.. found.Skip(first), .. found.Take(first)];
            }

            var ours = found.Where(candidate => IsForUs(candidate, OthersDelay)).ToList();
            passedOver = found.Take(PartitionRoundRobin.PeekSize).Where(candidate => !assignment.Has(candidate.Task.Id)).ToDictionary(
                candidate => candidate.Task.Id,
                candidate => passedOver.GetValueOrDefault(candidate.Task.Id, time.GetTimestamp()),
                StringComparer.Ordinal);
            partitions.LearnOfAll(found, mayBeMore, ours.Count > 0);
            mustProbe = ours.Count == 0 && !partitions.AreRich;

            // The owners of the other tasks may be gone or busy. An owner at work claims its first tasks first, so only a few of the last
            // tasks are tried.
            return mustProbe ? [.. found.Where(candidate => IsForUs(candidate, YieldDelay)).Reverse()] : ours;
        }
    }

    /// <summary>Returns the index of the first task to try.</summary>
    /// <param name="found">The tasks, in the order of the query.</param>
    /// <param name="mayBeMore">Whether more tasks may follow.</param>
    /// <param name="wanted">How many of them the claimer tries before the next query.</param>
    public int Begin(IReadOnlyList<TaskCandidate> found, bool mayBeMore, int wanted)
    {
        lock (gate)
        {
            return BeginIn(found, mayBeMore, wanted);
        }
    }

    /// <summary>Returns how many of the wanted tasks to try at once: only a few for a probe.</summary>
    public int ClaimSize(int wanted)
    {
        lock (gate)
        {
            (var isProbing, mustProbe) = (mustProbe, false);
            return isProbing ? Math.Min(wanted, ProbeSize) : wanted;
        }
    }

    /// <summary>Records how many claims were won and lost.</summary>
    /// <returns>Whether other claimers are at work on these tasks, so that the rest of them is better left to those claimers.</returns>
    public bool Learn(int won, int lost)
    {
        lock (gate)
        {
            if (lost * 8 <= won + lost)
            {
                unrest -= lost == 0 && unrest > 0 ? 1 : 0;
                return false;
            }

            if (assignment.Count == 1)
            {
                (unrest, next) = (CalmRounds, last);
            }

            return true;
        }
    }

    private bool IsForUs(TaskCandidate candidate, TimeSpan patience) =>
        assignment.Has(candidate.Task.Id) ||
        (passedOver.TryGetValue(candidate.Task.Id, out var since) && time.GetElapsedTime(since) >= patience);

    private int BeginIn(IReadOnlyList<TaskCandidate> found, bool mayBeMore, int wanted)
    {
        mustProbe = unrest > 0;
        last = mayBeMore ? found[^1].Document : null;
        if (unrest == 0)
        {
            return 0;
        }

        // If more tasks follow, the start leaves enough tasks to try behind it. If none follow, any task can be the start.
        var starts = mayBeMore ? found.Count - wanted : found.Count;
        return starts > 1 ? random(starts) : 0;
    }
}
