namespace AgentState.Internal.Hosting.Workers.Dispatching;

/// <summary>Processes what was found out about partitions. Only the dispatcher's loop uses it.</summary>
internal static class PartitionReports
{
    /// <summary>Applies a partition assignment that was read.</summary>
    public static void AssignmentRead(DispatcherMessage.AssignmentRead read)
    {
        read.Queue.Activity = ClaimActivity.None;
        read.Queue.Candidates.Take(read.Assignment);
    }

    /// <summary>Makes the type query all its tasks, because the partition index is missing.</summary>
    public static void IndexMissing(DispatcherMessage.PartitionIndexMissing missing)
    {
        missing.Queue.Activity = ClaimActivity.None;
        missing.Queue.Candidates.DoWithoutIndex();
        missing.Queue.Peek();
    }
}
