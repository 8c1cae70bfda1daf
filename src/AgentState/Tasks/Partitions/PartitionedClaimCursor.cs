using AgentState.Internal.Tasks.Stored;

namespace AgentState.Internal.Tasks.Partitions;

/// <summary>The claim cursor of a worker that divides a queue with the other instances of its agent.</summary>
/// <remarks>
/// <para>
/// With an assignment, the worker claims only tasks of its partitions. It also claims tasks of other partitions that stay unclaimed for a
/// while. While its partitions hold enough tasks, it queries only these, and regularly peeks at the front of the whole queue. So it also
/// finds tasks without a stored partition.
/// </para>
/// <para>As the only instance, it uses the cursor of a queue without partitions. Not thread-safe.</para>
/// </remarks>
/// <param name="whole">The cursor to use while all partitions belong to this worker.</param>
/// <param name="time">The source of monotonic time.</param>
internal sealed class PartitionedClaimCursor(ClaimCursor whole, TimeProvider time) : IClaimCursor
{
    /// <summary>How long other workers' tasks are left to their owners if there are no other tasks.</summary>
    public static readonly TimeSpan YieldDelay = TimeSpan.FromMilliseconds(100);

    // A task of another worker's partition that stays at the front for this long is claimed too. Each owner claims its first tasks first,
    // so the owner of such a task is gone or busy.
    private static readonly TimeSpan OthersDelay = TimeSpan.FromSeconds(5);

    // Instances can start and stop at any time, but reading them costs.
    private static readonly TimeSpan LongestAssignmentAge = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LeastAssignmentAge = TimeSpan.FromMilliseconds(100);

    private const int MaxWindowOfAll = 1200;

    private readonly PartitionRoundRobin partitions = new(time);
    private Dictionary<string, long> passedOver = new(StringComparer.Ordinal);
    private PartitionAssignment assignment = PartitionAssignment.Whole;
    private long? assignmentAt;
    private TimeSpan assignmentAge = LeastAssignmentAge;
    private bool hasLost;
    private bool mustProbe;

    public bool IsShared => hasLost || IsDivided;

    public bool IsRich => partitions.AreRich;

    private bool IsDivided => assignment.Count > 1;

    // Claims were lost or a backlog exists, and instances may have changed.
    public bool NeedsAssignment(bool isBacklog) => (hasLost || isBacklog || IsDivided) &&
        (assignmentAt is not { } at || time.GetElapsedTime(at) > (hasLost ? LeastAssignmentAge : assignmentAge));

    public void Take(PartitionAssignment own)
    {
        // After a change, more instances are likely to start or stop soon.
        var next = own == assignment ? assignmentAge * 2 : LeastAssignmentAge;
        (hasLost, assignmentAt, assignmentAge) = (false, time.GetTimestamp(), next < LongestAssignmentAge ? next : LongestAssignmentAge);
        if (own != assignment)
        {
            (assignment, mustProbe) = (own, false);
            whole.Reset();
            partitions.Begin();
        }
    }

    public void DoWithoutIndex() => partitions.DoWithoutIndex();

    public ClaimProbe Probe(int wanted) => IsDivided
        ? partitions.Next(wanted, assignment) ?? new ClaimProbe(WindowOfAll(wanted))
        : whole.Probe(wanted);

    public int Window(int wanted) => whole.Window(wanted);

    public IReadOnlyList<TaskCandidate> Order(IReadOnlyList<TaskCandidate> found, bool mayBeMore, ClaimProbe probe)
    {
        if (probe.Assignment is not null)
        {
            partitions.LearnOfPartitions(mayBeMore);
            return found;
        }

        return found.Count > 0 && IsDivided ? OrderOfAll(found, mayBeMore) : whole.Order(found, mayBeMore, probe);
    }

    public int ClaimSize(int wanted)
    {
        if (!IsDivided)
        {
            return whole.ClaimSize(wanted);
        }

        (var isProbing, mustProbe) = (mustProbe, false);
        return isProbing ? Math.Min(wanted, ClaimCursor.ProbeSize) : wanted;
    }

    public bool Learn(int won, int lost)
    {
        var isContended = IsDivided ? ClaimCursor.IsContended(won, lost) : whole.Learn(won, lost);
        hasLost |= isContended;
        return isContended;
    }

    private List<TaskCandidate> OrderOfAll(IReadOnlyList<TaskCandidate> found, bool mayBeMore)
    {
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

    // Other workers would take the rest first, and each task is a billed read.
    private int WindowOfAll(int wanted) => Math.Max(Math.Min(wanted * assignment.Count, MaxWindowOfAll), wanted);

    private bool IsForUs(TaskCandidate candidate, TimeSpan patience) =>
        assignment.Has(candidate.Task.Id) ||
        (passedOver.TryGetValue(candidate.Task.Id, out var since) && time.GetElapsedTime(since) >= patience);
}
