namespace AgentState.Internal.Tasks.Partitions;

/// <summary>Decides whether the tasks of a queue are divided into partitions.</summary>
/// <remarks>
/// <see cref="TaskOptions.UsePartitions"/> selects the implementation. Producers and workers may use different ones, because each worker
/// claims tasks with and without a stored partition. Thread-safe.
/// </remarks>
internal interface IPartitionStrategy
{
    /// <summary>Returns the partition to store with a new task; null = none is stored.</summary>
    int? PartitionOf(string taskId);

    /// <summary>Creates the claim cursor of one worker.</summary>
    /// <param name="time">The source of monotonic time.</param>
    IClaimCursor CreateCursor(TimeProvider time);
}
