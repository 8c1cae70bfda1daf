using AgentState.Internal.Tasks.Stored;

namespace AgentState.Internal.Tasks.Partitions;

/// <summary>The claim cursor of one worker: selects which part of a queue to query, and in which order to try the tasks.</summary>
/// <remarks>Only for claimers of many tasks at a time, because it changes the claim order.</remarks>
internal interface IClaimCursor
{
    /// <summary>Whether the worker shares the queue by partitions, or has lost a claim and may have to.</summary>
    /// <remarks>A worker that has not finished its first task then counts as fast.</remarks>
    bool IsShared { get; }

    /// <summary>Whether the worker's partitions probably hold more tasks than the last query returned.</summary>
    /// <remarks>The worker then does not wait for other workers to take their tasks.</remarks>
    bool IsRich { get; }

    /// <summary>Returns whether the partition assignment must be read before the next query.</summary>
    /// <param name="isBacklog">Whether more tasks wait than the worker has claimed.</param>
    bool NeedsAssignment(bool isBacklog);

    /// <summary>Applies the partition assignment that was read; a different one discards the record of lost claims.</summary>
    void Take(PartitionAssignment own);

    /// <summary>Stops queries by partition for a while, because their index is missing.</summary>
    void DoWithoutIndex();

    /// <summary>Returns the query to send now.</summary>
    /// <remarks>A start behind the tasks already seen is used once; the query after it starts from the first task.</remarks>
    /// <param name="wanted">How many tasks the worker wants.</param>
    ClaimProbe Probe(int wanted);

    /// <summary>Returns how many tasks to query if the worker tries all of them in claim order, whatever their partition.</summary>
    /// <remarks>If other claimers take the first tasks, the query returns enough tasks to continue with.</remarks>
    /// <param name="wanted">How many tasks the worker wants.</param>
    int Window(int wanted);

    /// <summary>Returns the tasks to try, in the order in which to try them.</summary>
    /// <remarks>The result is empty if all tasks belong to other workers that will probably claim them soon.</remarks>
    /// <param name="found">The tasks, in the order of the query.</param>
    /// <param name="mayBeMore">Whether more tasks may follow.</param>
    /// <param name="probe">The query that returned them.</param>
    IReadOnlyList<TaskCandidate> Order(IReadOnlyList<TaskCandidate> found, bool mayBeMore, ClaimProbe probe);

    /// <summary>Returns how many of the wanted tasks to try at once: only a few for a probe.</summary>
    int ClaimSize(int wanted);

    /// <summary>Records how many claims were won and lost.</summary>
    /// <returns>Whether other claimers are at work on these tasks, so that the rest of them is better left to those claimers.</returns>
    bool Learn(int won, int lost);
}
