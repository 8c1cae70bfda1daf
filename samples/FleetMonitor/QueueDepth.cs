using AgentState;

namespace FleetMonitor;

/// <summary>How many tasks of one type there are. Finished ones are left out: they grow without end, and a count is billed by the thousand.</summary>
internal sealed record QueueDepth(string Type, long Pending, long Processing, long Failed)
{
    public static async Task<QueueDepth> CountAsync(ITaskQueue tasks, string type, CancellationToken cancellationToken)
    {
        var counts = await Task.WhenAll(Count(AgentTaskStatus.Pending), Count(AgentTaskStatus.Processing), Count(AgentTaskStatus.Failed));
        return new QueueDepth(type, counts[0], counts[1], counts[2]);

        Task<long> Count(AgentTaskStatus status) => tasks.CountAsync(TaskFilter.ByType(type, status), cancellationToken);
    }
}
