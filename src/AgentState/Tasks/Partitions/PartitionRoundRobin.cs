using AgentState.Internal.Tasks.Stored;

namespace AgentState.Internal.Tasks.Partitions;

/// <summary>Decides when a claimer queries its own partitions, and when it peeks at the front of the whole queue.</summary>
/// <remarks>
/// The claimer queries its partitions while they hold more tasks. The peek finds urgent tasks, tasks of other partitions that stay
/// unclaimed, and tasks without a partition. Not thread-safe.
/// </remarks>
/// <param name="time">The source of monotonic time.</param>
internal sealed class PartitionRoundRobin(TimeProvider time)
{
    /// <summary>The number of tasks that a peek reads.</summary>
    public const int PeekSize = 32;

    // The longest time until a task at the front is seen that is in no partition of the claimer.
    private static readonly TimeSpan PeekInterval = TimeSpan.FromSeconds(1);

    // Queries by partition need an index of their own, whose deployment may still be in progress.
    private static readonly TimeSpan LongestWithoutIndex = TimeSpan.FromMinutes(1);

    private long? emptiedAt;
    private long? peekedAt;
    private bool isMixed;
    private long? withoutIndexSince;

    /// <summary>Whether the partitions probably hold more tasks than the last query returned.</summary>
    public bool AreRich { get; private set; }

    private bool AreOfUse => !isMixed && (withoutIndexSince is null || IsOver(withoutIndexSince, LongestWithoutIndex));

    /// <summary>Resets the state for a new partition assignment.</summary>
    public void Begin() => (AreRich, emptiedAt, peekedAt) = (false, null, null);

    /// <summary>Stops queries by partition for one minute, because their index is missing.</summary>
    public void DoWithoutIndex() => (withoutIndexSince, AreRich) = (time.GetTimestamp(), false);

    /// <summary>Returns the next query, of the claimer's partitions or a peek; null = query all tasks without partitions.</summary>
    public ClaimProbe? Next(int wanted, PartitionAssignment assignment) => !AreOfUse ? null
        : !AreRich || IsOver(peekedAt, PeekInterval) ? new ClaimProbe(PeekSize)
        : new ClaimProbe(wanted, Assignment: assignment);

    /// <summary>Records the result of a query of the partitions.</summary>
    public void LearnOfPartitions(bool mayBeMore)
    {
        AreRich = mayBeMore;
        emptiedAt = mayBeMore ? null : time.GetTimestamp();
    }

    /// <summary>Records the result of a peek, or of a query of all tasks.</summary>
    /// <param name="found">The tasks, in the order of the query.</param>
    /// <param name="mayBeMore">Whether more tasks may follow.</param>
    /// <param name="someAreOurs">Whether the claimer may take some of them.</param>
    public void LearnOfAll(IReadOnlyList<TaskCandidate> found, bool mayBeMore, bool someAreOurs)
    {
        peekedAt = time.GetTimestamp();

        // Tasks of other clients have no partition, so only a query of all tasks finds them.
        isMixed = found.Any(candidate => !candidate.Document.Fields.ContainsKey(TaskFields.Partition));
        AreRich = mayBeMore && AreOfUse && (AreRich || someAreOurs || IsOver(emptiedAt, PeekInterval));
    }

    private bool IsOver(long? since, TimeSpan duration) => since is not { } then || time.GetElapsedTime(then) >= duration;
}
