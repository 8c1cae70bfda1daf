using AgentState.Internal.Tasks.Stored;

namespace AgentState.Internal.Tasks.Partitions;

/// <summary>The queue is divided by a hash of the task ids, and fast workers of one agent query only their own partitions.</summary>
internal sealed class HashPartitions : IPartitionStrategy
{
    private HashPartitions()
    {
    }

    public static HashPartitions Instance { get; } = new();

    public int? PartitionOf(string taskId) => TaskPartitions.Of(taskId);

    public IClaimCursor CreateCursor(TimeProvider time) => new PartitionedClaimCursor(new ClaimCursor(Random.Shared.Next), time);
}
