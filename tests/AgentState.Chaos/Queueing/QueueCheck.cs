namespace AgentState.Chaos;

/// <summary>What must hold of the queue when all is over. Pure.</summary>
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

    /// <summary>How many tasks an agent has completed, and how many of those at the least must have been counted.</summary>
    public static (int Least, int Most) Bounds(QueueEvidence evidence, string agentId)
    {
        var completed = evidence.Ours.Where(done => done.Agent == agentId).ToList();
        return (completed.Count(done => !evidence.Disturbances.MayBeUncounted(done.Process, done.Task.UpdatedAt)), completed.Count);
    }

    private static IEnumerable<string> Conservation(QueueEvidence evidence)
    {
        var there = evidence.Tasks.Select(task => task.Id).ToHashSet(StringComparer.Ordinal);
        var lost = evidence.Enqueued.Where(id => !there.Contains(id)).Select(id => $"{id} was enqueued, and is not there");
        var unknown = there.Except(evidence.Enqueued, StringComparer.Ordinal).Select(id => $"{id} is there, and nobody was told of it");
        return [.. lost, .. unknown];
    }

    private static IEnumerable<string> OutcomeOf(AgentTask task)
    {
        if (task.Status is not (AgentTaskStatus.Done or AgentTaskStatus.Failed or AgentTaskStatus.Cancelled))
        {
            yield return $"{task.Id} of type {task.Type} is {task.Status} still, of {task.AssignedTo}";
        }

        if (task.Attempt > task.MaxAttempts)
        {
            yield return $"{task.Id} had {task.Attempt} attempts of {task.MaxAttempts}";
        }

        if (task is { Status: AgentTaskStatus.Done, Result: null })
        {
            yield return $"{task.Id} is done, and nobody says by whom";
        }

        // Ours say so by the token; a result of the plan's stands beside its own agent.
        if (task.Status is AgentTaskStatus.Done && ChaosTask.Read(task.Result) is null &&
            task.Result?.ToDictionary().GetValueOrDefault("by") as string != task.AssignedTo)
        {
            yield return $"{task.Id} is done by {task.Result?.ToDictionary().GetValueOrDefault("by")}, and was {task.AssignedTo}'s";
        }
    }

    // The attempt that held the claim is the one whose result stands.
    private static IEnumerable<string> FenceOf(AgentTask task, string agentId, int attempt, string token)
    {
        if (task.AssignedTo != agentId || task.Attempt != attempt || task.LastEnded != new EndedClaim(token, AgentTaskStatus.Done))
        {
            yield return $"{task.Id} is done by attempt {attempt} of {agentId}; it was attempt {task.Attempt} of {task.AssignedTo}" +
                (task.LastEnded?.Token == token ? "" : ", by another token");
        }
    }

    private static IEnumerable<string> Handlers(QueueEvidence evidence)
    {
        var most = evidence.Tasks.ToDictionary(task => task.Id, task => task.MaxAttempts, StringComparer.Ordinal);
        var begun = evidence.Handlers.Where(entry => entry.IsBegin).ToList();
        var twice = begun.GroupBy(entry => entry.Token, StringComparer.Ordinal).Where(claim => claim.Count() > 1)
            .Select(claim => $"{claim.First().TaskId}: one claim was worked on {claim.Count()} times");
        var tooMany = begun.Where(entry => entry.Attempt < 1 || entry.Attempt > most.GetValueOrDefault(entry.TaskId))
            .Select(entry => $"{entry.TaskId} was worked on in attempt {entry.Attempt} of {most.GetValueOrDefault(entry.TaskId)}");
        var ends = evidence.Handlers.Where(entry => !entry.IsBegin).Select(entry => entry.Token).ToHashSet(StringComparer.Ordinal);
        var invented = evidence.Ours.Where(done => !ends.Contains(done.Token))
            .Select(done => $"{done.Task.Id} is done by a claim whose handler did not end");
        return [.. twice, .. tooMany, .. invented];
    }

    private static IEnumerable<string> Stats(QueueEvidence evidence, string agentId, long counted)
    {
        var (least, most) = Bounds(evidence, agentId);
        if (counted < least || counted > most)
        {
            yield return $"{agentId} is said to have completed {counted} tasks; it was {most}, and at most {most - least} may be missing";
        }
    }

    // Nothing went wrong, so that no task was taken from whoever worked on it, however long that took.
    private static IEnumerable<string> Leases(QueueEvidence evidence) =>
    [
        .. evidence.Tasks.SelectMany(task => task.Errors
            .Where(error => error.Message == AgentTaskErrors.LeaseExpired)
            .Select(error => $"{task.Id}: the lease of attempt {error.Attempt} ran out, and {error.AgentId} was well")),
        .. evidence.Handlers.Where(entry => entry.WasToldOfLoss)
            .Select(entry => $"{entry.TaskId}: attempt {entry.Attempt} was told that its lease is lost ({entry.Outcome})"),
    ];
}
