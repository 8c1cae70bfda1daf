namespace AgentState.Internal.Tasks.Partitions;

/// <summary>The queue is not divided: no partition is stored, and each worker queries all tasks.</summary>
internal sealed class NoPartitions : IPartitionStrategy
{
    private NoPartitions()
    {
    }

    public static NoPartitions Instance { get; } = new();

    public int? PartitionOf(string taskId) => null;

    public IClaimCursor CreateCursor(TimeProvider time) => new ClaimCursor(Random.Shared.Next);
}
