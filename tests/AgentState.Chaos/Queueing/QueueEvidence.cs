namespace AgentState.Chaos;

/// <summary>The data that is gathered at the end of the run.</summary>
internal sealed record QueueEvidence
{
    /// <summary>The ids that were returned to producers.</summary>
    public required ICollection<string> Enqueued { get; init; }

    /// <summary>All tasks at the end of the run.</summary>
    public required IReadOnlyList<AgentTask> Tasks { get; init; }

    /// <summary>The starts and ends of the handlers of all processes.</summary>
    public required IReadOnlyList<HandlerEntry> Handlers { get; init; }

    /// <summary>The number of completed tasks in the stats of each agent with workers.</summary>
    public required IReadOnlyDictionary<string, long> Counted { get; init; }

    public required Disturbances Disturbances { get; init; }

    /// <summary>Whether the run had kills, suspensions and outages.</summary>
    public required bool HadFaults { get; init; }

    /// <summary>The tasks that workers completed, by their results.</summary>
    public IEnumerable<(AgentTask Task, string Agent, string Process, int Attempt, string Token)> Ours =>
        from task in Tasks
        where task.Status is AgentTaskStatus.Done
        let result = ChaosTask.Read(task.Result)
        where result is not null
        select (task, result.Value.Agent, result.Value.Process, result.Value.Attempt, result.Value.Token);
}
