namespace AgentState.Internal.Tasks.Stored;

/// <summary>The partition assignment of one claimer among several: every n-th partition of <see cref="TaskPartitions"/>.</summary>
/// <remarks>Assignments with the same count and different indexes have no partition in common. Pure.</remarks>
/// <param name="Count">The number of assignments.</param>
/// <param name="Index">The index of this assignment, starting at 0.</param>
internal sealed record PartitionAssignment(int Count, int Index)
{
    /// <summary>The maximum number of assignments.</summary>
    /// <remarks>If there are more claimers than partitions, some share an assignment.</remarks>
    public const int Most = TaskPartitions.Count;

    /// <summary>The assignment of all partitions to one claimer.</summary>
    public static PartitionAssignment Whole { get; } = new(1, 0);

    /// <summary>The assigned partitions.</summary>
    public IEnumerable<int> Partitions => Enumerable.Range(0, TaskPartitions.Count).Where(IsOurs);

    /// <summary>Computes the assignment of one claimer; the same set of claimers yields the same assignments in every process.</summary>
    /// <param name="claimers">The ids of all active claimers.</param>
    /// <param name="own">The id of the claimer.</param>
    public static PartitionAssignment Of(IEnumerable<string> claimers, string own)
    {
        var all = claimers.Append(own).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var count = Math.Min(all.Count, Most);
        return new PartitionAssignment(count, all.IndexOf(own) % count);
    }

    /// <summary>Whether the task is in an assigned partition.</summary>
    public bool Has(string taskId) => IsOurs(TaskPartitions.Of(taskId));

    private bool IsOurs(int partition) => partition % Count == Index;
}
