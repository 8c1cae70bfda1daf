using AgentState.Internal.Agents;
using AgentState.Internal.Agents.Stored;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Tasks.Batching;
using AgentState.Internal.Tasks.Claiming;
using AgentState.Internal.Tasks.Stored;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Hosting.Workers.Dispatching;

/// <summary>The calls that find and claim tasks. It is stateless: each answer becomes a message for the dispatcher.</summary>
internal sealed class ClaimSearch(
    DocumentStack stack, AgentOptions agents, ClaimPolicy policy, LimitedClaimer limited, TaskBatch taskBatch, ILogger logger)
{
    /// <summary>
    /// Returns the claim policy of the type; null if it is paused, or the agent's desired state forbids claims. Reads only if the cached
    /// values have expired.
    /// </summary>
    public async ValueTask<ClaimableType?> ReadPolicyAsync(TypeQueue queue) =>
        await policy.OpenAsync([queue.Type], queue.Agent.AgentId, CancellationToken.None).ConfigureAwait(false) is [var open] ? open : null;

    /// <summary>Finds claimable tasks.</summary>
    public async Task<DispatcherMessage> FindAsync(TypeQueue queue, ClaimProbe probe)
    {
        try
        {
            var (found, mayBeMore) = await taskBatch
                .FindAsync(queue.Type, queue.Agent.AgentId, probe, CancellationToken.None).ConfigureAwait(false);
            return new DispatcherMessage.Found(queue, probe, found, mayBeMore && found.Count > 0, stack.Time.GetTimestamp());
        }
        catch (MissingIndexException error) when (probe.Assignment is not null)
        {
            HostingLog.NoPartitionIndex(logger, queue.Type, error);
            return new DispatcherMessage.PartitionIndexMissing(queue);
        }
    }

    /// <summary>Skips a task that cannot be claimed, until it changes.</summary>
    public void Skip(TaskCandidate candidate, AgentStateException error) => taskBatch.Skip(candidate, error);

    /// <summary>Returns the number of slots of a limited type that are free according to this process, without a read.</summary>
    public int KnownFree(string type, int limit) => limited.KnownFree(type, limit);

    /// <summary>Claims tasks of a limited type concurrently, each together with a slot of its own.</summary>
    public async Task<DispatcherMessage> ClaimWithSlotsAsync(TypeQueue queue, ClaimableType type, int count)
    {
        var sentAt = stack.Time.GetTimestamp();
        try
        {
            var claims = await limited.ClaimAsync(type, queue.Agent.AgentId, count, CancellationToken.None).ConfigureAwait(false);
            return new DispatcherMessage.ClaimedWithSlots(queue, count, claims, Error: null, sentAt);
        }
        catch (AgentStateException error)
        {
            return new DispatcherMessage.ClaimedWithSlots(queue, count, Claims: null, error, sentAt);
        }
    }

    /// <summary>Reads the live instances of the agent, and returns the partition assignment of this one.</summary>
    public async Task<DispatcherMessage> ReadAssignmentAsync(TypeQueue queue)
    {
        var root = stack.Documents.Root;
        var query = AgentQueries.InstancesOfOne(PartitionAssignment.Most).Build();
        var found = await stack.Documents
            .QueryAsync(AgentWrites.NameOf(root, queue.Agent.AgentId), query, CancellationToken.None).ConfigureAwait(false);
        var readAt = found.ReadTime.ToDateTimeOffset();
        var alive = found.Documents
            .Select(document => InstanceDocument.Read(root, document, agents.HeartbeatInterval)).OfType<InstanceRecord>()
            .Where(instance => LivenessRules.GradeOf(readAt - instance.LastHeartbeat, instance.Interval) is not LivenessGrade.Dead);
        var own = await queue.Agent.Instance.ConfigureAwait(false);
        return new DispatcherMessage.AssignmentRead(
            queue, PartitionAssignment.Of(alive.Select(instance => instance.InstanceId), own.InstanceId));
    }
}
