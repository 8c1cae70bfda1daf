using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>Finds what a worker may claim.</summary>
internal sealed class TaskFinder(DocumentStack stack, AgentOptions agents, ClaimGate gate, TaskClaimer claimer, TaskExchange exchange, ILogger logger)
{
    /// <summary>
    /// The type, as it may be claimed now; null where it may not: it is paused, or its agent is not wanted running. What a person wants of both is known for some seconds, and read where it is
    /// not.
    /// </summary>
    public async ValueTask<ClaimableType?> OpenAsync(WorkerState worker) =>
        await gate.OpenAsync([worker.Type], worker.Agent.AgentId, CancellationToken.None).ConfigureAwait(false) is [var open] ? open : null;

    /// <summary>Claims one task of a limited type, together with a slot. Null: there is no task, or no slot.</summary>
    public Task<ClaimedTask?> ClaimWithSlotAsync(WorkerState worker, int limit) => claimer.ClaimAsync(
        new ClaimableType(worker.Type, new TaskTypeState(IsPaused: false, limit)), worker.Agent.AgentId, CancellationToken.None);

    /// <summary>Finds tasks that can be claimed, where the worker has reason to look. What nobody can claim must not hide what stands behind it.</summary>
    public async Task<(IReadOnlyList<TaskCandidate> Found, bool MayBeMore, ClaimLook Look)> FindAsync(WorkerState worker)
    {
        if (worker.NeedsShare)
        {
            worker.Take(await ShareAsync(worker.Agent).ConfigureAwait(false));
        }

        while (true)
        {
            var look = worker.Look();
            try
            {
                var (found, mayBeMore) = await FindAsync(worker, look).ConfigureAwait(false);
                if (found.Count > 0 || look.Lane is null)
                {
                    return (found, mayBeMore, look);
                }
            }
            catch (MissingIndexException error) when (look.Lane is not null)
            {
                HostingLog.NoLanes(logger, worker.Type, error);
                worker.DoWithoutIndex();
            }
        }
    }

    /// <summary>Whether there are tasks that could be claimed, if there were slots.</summary>
    public async Task<bool> AreThereAsync(WorkerState worker)
    {
        var (found, _) = await exchange.FindAsync(worker.Type, worker.Agent.AgentId, new ClaimLook(1), CancellationToken.None).ConfigureAwait(false);
        return found.Count > 0;
    }

    private async Task<(IReadOnlyList<TaskCandidate> Found, bool MayBeMore)> FindAsync(WorkerState worker, ClaimLook look)
    {
        while (true)
        {
            var (found, mayBeMore) = await exchange.FindAsync(worker.Type, worker.Agent.AgentId, look, CancellationToken.None).ConfigureAwait(false);
            var usable = found.Where(candidate => !worker.IsUnclaimable(candidate)).ToList();
            if (usable.Count > 0 || !mayBeMore || found.Count == 0)
            {
                return (usable, mayBeMore && found.Count > 0);
            }

            look = look with { After = found[^1].Document };
        }
    }

    // An agent's share of the queue, beside its other instances that beat.
    private async Task<ClaimShare> ShareAsync(HostedAgent agent)
    {
        var root = stack.Documents.Root;
        var query = AgentQueries.InstancesOfOne(ClaimShare.Most).Build();
        var found = await stack.Documents.QueryAsync(AgentChanges.NameOf(root, agent.AgentId), query, CancellationToken.None).ConfigureAwait(false);
        var readAt = found.ReadTime.ToDateTimeOffset();
        var alive = found.Documents
            .Select(document => InstanceDocument.Read(root, document, agents.HeartbeatInterval)).OfType<InstanceRecord>()
            .Where(instance => LivenessRules.GradeOf(readAt - instance.LastHeartbeat, instance.Interval) is not LivenessGrade.Dead);
        var own = await agent.Instance.ConfigureAwait(false);
        return ClaimShare.Of(alive.Select(instance => instance.InstanceId), own.InstanceId);
    }
}
