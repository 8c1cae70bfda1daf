namespace AgentState.Internal.Tasks.Stored;

/// <summary>Computes the partition of a task from its id.</summary>
/// <remarks>
/// The partition is stored with the task, so that claimers with a partition assignment can query only their own tasks. It is the same in
/// every process and version. Pure.
/// </remarks>
internal static class TaskPartitions
{
    /// <summary>The number of partitions.</summary>
    /// <remarks>
    /// It divides about evenly among a few claimers, and is small enough that each claimer has only a few partitions to query.
    /// </remarks>
    public const int Count = 12;

    /// <summary>Returns the partition of a task, starting at 0.</summary>
    public static int Of(string taskId)
    {
        // FNV-1a, 32 bits, over the UTF-16 units.
        var hash = 2166136261u;
        foreach (var unit in taskId)
        {
            hash = (hash ^ unit) * 16777619u;
        }

        return (int)((hash >> 8) % Count);
    }
}
