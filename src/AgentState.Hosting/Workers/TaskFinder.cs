namespace AgentState;

/// <summary>Finds what a worker may claim.</summary>
internal sealed class TaskFinder(ClaimGate gate, TaskClaimer claimer, TaskExchange exchange)
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

    /// <summary>Finds tasks that can be claimed. What nobody can claim must not hide what stands behind it.</summary>
    public async Task<(IReadOnlyList<TaskCandidate> Found, bool MayBeMore)> FindAsync(WorkerState worker, int window)
    {
        TaskCandidate? last = null;
        while (true)
        {
            var (found, mayBeMore) = await exchange
                .FindAsync(worker.Type, worker.Agent.AgentId, window, last?.Document, CancellationToken.None).ConfigureAwait(false);
            var usable = found.Where(candidate => !worker.IsUnclaimable(candidate)).ToList();
            if (usable.Count > 0 || !mayBeMore || found.Count == 0)
            {
                return (usable, mayBeMore && found.Count > 0);
            }

            last = found[^1];
        }
    }
}
