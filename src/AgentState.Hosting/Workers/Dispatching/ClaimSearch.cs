using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>The calls by which a worker finds and claims tasks. It keeps nothing: each answer is a message for the dispatcher.</summary>
internal sealed class ClaimSearch(
    DocumentStack stack, AgentOptions agents, ClaimGate gate, LimitedClaimer limited, TaskExchange exchange, ILogger logger)
{
    /// <summary>
    /// The type, as it may be claimed now; null = not now: it is paused, or its agent's desired state forbids it. Both are known for some
    /// seconds, and read where they are not.
    /// </summary>
    public async ValueTask<ClaimableType?> ReadPolicyAsync(TypeQueue queue) =>
        await gate.OpenAsync([queue.Type], queue.Agent.AgentId, CancellationToken.None).ConfigureAwait(false) is [var open] ? open : null;

    /// <summary>Finds tasks that can be claimed.</summary>
    public async Task<DispatcherMessage> FindAsync(TypeQueue queue, ClaimLook look)
    {
        try
        {
            var (found, mayBeMore) = await exchange
                .FindAsync(queue.Type, queue.Agent.AgentId, look, CancellationToken.None).ConfigureAwait(false);
            return new DispatcherMessage.Found(queue, look, found, mayBeMore && found.Count > 0, stack.Time.GetTimestamp());
        }
        catch (MissingIndexException error) when (look.Share is not null)
        {
            HostingLog.NoLanes(logger, queue.Type, error);
            return new DispatcherMessage.LaneIndexMissing(queue);
        }
    }

    /// <summary>Skips a task that cannot be claimed, as long as it is unchanged.</summary>
    public void Skip(TaskCandidate candidate, AgentStateException error) => exchange.Skip(candidate, error);

    /// <summary>How many slots of a limited type are known to be free without a read.</summary>
    public int KnownFree(string type, int limit) => limited.KnownFree(type, limit);

    /// <summary>Claims tasks of a limited type, side by side, each together with a slot of its own.</summary>
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

    /// <summary>Reads the agent's share of the queue, beside its other instances that send heartbeats.</summary>
    public async Task<DispatcherMessage> ReadShareAsync(TypeQueue queue)
    {
        var root = stack.Documents.Root;
        var query = AgentQueries.InstancesOfOne(ClaimShare.Most).Build();
        var found = await stack.Documents
            .QueryAsync(AgentChanges.NameOf(root, queue.Agent.AgentId), query, CancellationToken.None).ConfigureAwait(false);
        var readAt = found.ReadTime.ToDateTimeOffset();
        var alive = found.Documents
            .Select(document => InstanceDocument.Read(root, document, agents.HeartbeatInterval)).OfType<InstanceRecord>()
            .Where(instance => LivenessRules.GradeOf(readAt - instance.LastHeartbeat, instance.Interval) is not LivenessGrade.Dead);
        var own = await queue.Agent.Instance.ConfigureAwait(false);
        return new DispatcherMessage.ShareRead(queue, ClaimShare.Of(alive.Select(instance => instance.InstanceId), own.InstanceId));
    }
}
