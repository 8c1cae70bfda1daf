using AgentState;

namespace FleetMonitor;

/// <summary>The number of open and failed tasks of a type.</summary>
/// <remarks>Completed tasks are not counted: their number grows without limit, and counts are billed per thousand.</remarks>
internal sealed record QueueDepth(string Type, long Pending, long Processing, long Failed)
{
    public static async Task<QueueDepth> CountAsync(ITaskQueue tasks, string type, CancellationToken cancellationToken)
    {
        var counts = await Task.WhenAll(Count(AgentTaskStatus.Pending), Count(AgentTaskStatus.Processing), Count(AgentTaskStatus.Failed));
        return new QueueDepth(type, counts[0], counts[1], counts[2]);

        Task<long> Count(AgentTaskStatus status) => tasks.CountAsync(TaskFilter.ByType(type, status), cancellationToken);
    }
}
