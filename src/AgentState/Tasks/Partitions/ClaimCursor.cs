using AgentState.Internal.Tasks.Stored;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Tasks.Partitions;

/// <summary>The claim cursor of a claimer of a queue without partitions.</summary>
/// <remarks>
/// <para>
/// While its claims succeed, the claimer takes tasks in claim order, from the first. After it loses claims to other claimers, it queries
/// behind the tasks that it has seen. There it probes with a few claims before it takes more, and then starts from the first task again. If
/// no tasks follow, it starts at a random one.
/// </para>
/// <para>Thread-safe.</para>
/// </remarks>
/// <param name="random">Returns a random number from 0 up to, but not including, its argument.</param>
internal sealed class ClaimCursor(Func<int, int> random) : IClaimCursor
{
    /// <summary>The number of claims of a probe.</summary>
    /// <remarks>A lost claim costs a write, and a few claims show whether other claimers are at work.</remarks>
    public const int ProbeSize = 2;

    // A query returns at most this many tasks, unless more are wanted: other claimers would take the rest first, and each task is a billed
    // read.
    private const int MaxWindow = 300;

    // After lost claims, queries return this many times the wanted number, so that several claimers can start at different tasks.
    private const int Spread = 4;

    // After this many rounds without a lost claim, no other claimer is assumed to be at work.
    private const int CalmRounds = 8;

    private readonly Lock gate = new();
    private int unrest;
    private bool mustProbe;
    private Document? last;
    private Document? next;

    public bool IsShared => false;

    public bool IsRich => false;

    /// <summary>Returns whether so many claims were lost that other claimers are at work on the same tasks.</summary>
    public static bool IsContended(int won, int lost) => lost * 8 > won + lost;

    public bool NeedsAssignment(bool isBacklog) => false;

    public void Take(PartitionAssignment own)
    {
        // Without partitions, each worker claims all tasks.
    }

    public void DoWithoutIndex()
    {
        // No query uses the partition index.
    }

    public ClaimProbe Probe(int wanted)
    {
        lock (gate)
        {
            return new ClaimProbe(Window(wanted), TakeStart());
        }
    }

    public int Window(int wanted)
    {
        lock (gate)
        {
            return unrest > 0 ? Math.Max(Math.Min(wanted * Spread, MaxWindow), wanted) : wanted;
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

    public IReadOnlyList<TaskCandidate> Order(IReadOnlyList<TaskCandidate> found, bool mayBeMore, ClaimProbe probe)
    {
        if (found.Count == 0)
        {
            return found;
        }

        var first = Begin(found, mayBeMore, found.Count);
        return first == 0 ? found : [.. found.Skip(first), .. found.Take(first)];
    }

    /// <summary>Returns the index of the first task to try.</summary>
    /// <param name="found">The tasks, in the order of the query.</param>
    /// <param name="mayBeMore">Whether more tasks may follow.</param>
    /// <param name="wanted">How many of them the claimer tries before the next query.</param>
    public int Begin(IReadOnlyList<TaskCandidate> found, bool mayBeMore, int wanted)
    {
        lock (gate)
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

    public int ClaimSize(int wanted)
    {
        lock (gate)
        {
            (var isProbing, mustProbe) = (mustProbe, false);
            return isProbing ? Math.Min(wanted, ProbeSize) : wanted;
        }
    }

    public bool Learn(int won, int lost)
    {
        lock (gate)
        {
            if (IsContended(won, lost))
            {
                (unrest, next) = (CalmRounds, last);
                return true;
            }

            unrest -= lost == 0 && unrest > 0 ? 1 : 0;
            return false;
        }
    }

    /// <summary>Discards the record of lost claims.</summary>
    public void Reset()
    {
        lock (gate)
        {
            (unrest, mustProbe, next) = (0, false, null);
        }
    }
}
