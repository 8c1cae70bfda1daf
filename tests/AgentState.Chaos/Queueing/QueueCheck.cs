namespace AgentState.Chaos;

/// <summary>Checks the queue at the end of the run. Pure.</summary>
internal static class QueueCheck
{
    public static IEnumerable<string> Violations(QueueEvidence evidence) =>
    [
        .. Conservation(evidence),
        .. evidence.Tasks.SelectMany(OutcomeOf),
        .. evidence.Ours.SelectMany(done => FenceOf(done.Task, done.Agent, done.Attempt, done.Token)),
        .. Handlers(evidence),
        .. evidence.Counted.SelectMany(agent => Stats(evidence, agent.Key, agent.Value)),
        .. evidence.HadFaults ? [] : Leases(evidence),
    ];

    /// <summary>Returns how many tasks an agent has completed, and how many of them its stats must count at least.</summary>
    public static (int Least, int Most) Bounds(QueueEvidence evidence, string agentId)
    {
        var completed = evidence.Ours.Where(done => done.Agent == agentId).ToList();
        return (completed.Count(done => !evidence.Disturbances.MayBeUncounted(done.Process, done.Task.UpdatedAt)), completed.Count);
    }

    private static IEnumerable<string> Conservation(QueueEvidence evidence)
    {
        var there = evidence.Tasks.Select(task => task.Id).ToHashSet(StringComparer.Ordinal);
        var lost = evidence.Enqueued.Where(id => !there.Contains(id)).Select(id => $"{id} was enqueued, but is not stored");
        var unknown = there.Except(evidence.Enqueued, StringComparer.Ordinal)
            .Select(id => $"{id} is stored, but its id was not returned to a producer");
        return [.. lost, .. unknown];
    }

    private static IEnumerable<string> OutcomeOf(AgentTask task)
    {
        if (task.Status is not (AgentTaskStatus.Done or AgentTaskStatus.Failed or AgentTaskStatus.Cancelled))
        {
            yield return $"{task.Id} of type {task.Type} is still {task.Status}, assigned to {task.AssignedTo}";
        }

        if (task.Attempt > task.MaxAttempts)
        {
            yield return $"{task.Id} had {task.Attempt} attempts; the maximum is {task.MaxAttempts}";
        }

        if (task is { Status: AgentTaskStatus.Done, Result: null })
        {
            yield return $"{task.Id} is done, but has no result";
        }

        // A result of a worker has a token; the result of another client must name the agent in assignedTo.
        if (task.Status is AgentTaskStatus.Done && ChaosTask.Read(task.Result) is null &&
            task.Result?.ToDictionary().GetValueOrDefault("by") as string != task.AssignedTo)
        {
            yield return $"{task.Id} was completed by {task.Result?.ToDictionary().GetValueOrDefault("by")}, but {task.AssignedTo} held it";
        }
    }

    // The stored result must be from the attempt that held the claim.
    private static IEnumerable<string> FenceOf(AgentTask task, string agentId, int attempt, string token)
    {
        if (task.AssignedTo != agentId || task.Attempt != attempt || task.LastEnded != new CompletedClaim(token, AgentTaskStatus.Done))
        {
            yield return
                $"{task.Id} was completed by attempt {attempt} of {agentId}, but attempt {task.Attempt} of {task.AssignedTo} held it" +
                (task.LastEnded?.Token == token ? "" : " with another token");
        }
    }

    private static IEnumerable<string> Handlers(QueueEvidence evidence)
    {
        var most = evidence.Tasks.ToDictionary(task => task.Id, task => task.MaxAttempts, StringComparer.Ordinal);
        var begun = evidence.Handlers.Where(entry => entry.IsBegin).ToList();
        var twice = begun.GroupBy(entry => entry.Token, StringComparer.Ordinal).Where(claim => claim.Count() > 1)
            .Select(claim => $"{claim.First().TaskId}: one claim was handled {claim.Count()} times");
        var tooMany = begun.Where(entry => entry.Attempt < 1 || entry.Attempt > most.GetValueOrDefault(entry.TaskId))
            .Select(entry => $"{entry.TaskId} had attempt {entry.Attempt}; the maximum is {most.GetValueOrDefault(entry.TaskId)}");
        var ends = evidence.Handlers.Where(entry => !entry.IsBegin).Select(entry => entry.Token).ToHashSet(StringComparer.Ordinal);
        var invented = evidence.Ours.Where(done => !ends.Contains(done.Token))
            .Select(done => $"{done.Task.Id} was completed by a claim whose handler did not end");
        return [.. twice, .. tooMany, .. invented];
    }

    private static IEnumerable<string> Stats(QueueEvidence evidence, string agentId, long counted)
    {
        var (least, most) = Bounds(evidence, agentId);
        if (counted < least || counted > most)
        {
            yield return
                $"the stats of {agentId} count {counted} completed tasks; it completed {most}, and at most {most - least} may be missing";
        }
    }

    /// <summary>The attempts whose lease expired before the worker received the claim's reply: no handler began.</summary>
    public static IEnumerable<string> LateClaims(QueueEvidence evidence)
    {
        var begun = evidence.Handlers.Where(entry => entry.IsBegin).Select(entry => (entry.TaskId, entry.Attempt)).ToHashSet();
        return
            from task in evidence.Tasks
            from error in task.Errors
            where error.Message == AgentTaskErrors.LeaseExpired && !begun.Contains((task.Id, error.Attempt))
            select $"{task.Id}: the lease of attempt {error.Attempt} expired before a handler began";
    }

    // Without faults each lease must be renewed, however long the handler runs.
    private static IEnumerable<string> Leases(QueueEvidence evidence) =>
    [
        .. evidence.Tasks.SelectMany(task => task.Errors
            .Where(error => error.Message == AgentTaskErrors.LeaseExpired)
            .Select(error => $"{task.Id}: the lease of attempt {error.Attempt} expired, although {error.AgentId} had no fault")),
        .. evidence.Handlers.Where(entry => entry.WasToldOfLoss)
            .Select(entry => $"{entry.TaskId}: attempt {entry.Attempt} was cancelled because of its lease ({entry.Outcome})"),
    ];
}
