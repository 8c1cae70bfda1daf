using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Tasks.Stored;

/// <summary>The parameters of one query for tasks to claim.</summary>
/// <param name="Window">The maximum number of tasks.</param>
/// <param name="After">The document after which the query starts; null = from the first task.</param>
/// <param name="Assignment">The partition assignment to query; null = all tasks, including those without a stored partition.</param>
internal sealed record ClaimProbe(int Window, Document? After = null, PartitionAssignment? Assignment = null)
{
    /// <summary>Whether an empty result means that the type has no pending task.</summary>
    public bool IsOfAll => After is null && Assignment is null;
}
