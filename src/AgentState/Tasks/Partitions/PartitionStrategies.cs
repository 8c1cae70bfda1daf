namespace AgentState.Internal.Tasks.Partitions;

/// <summary>Chooses the partition strategy of a queue.</summary>
internal static class PartitionStrategies
{
    /// <summary>Returns the strategy that <see cref="TaskOptions.UsePartitions"/> selects.</summary>
    public static IPartitionStrategy ToPartitionStrategy(this TaskOptions options) =>
        options.UsePartitions ? HashPartitions.Instance : NoPartitions.Instance;
}
