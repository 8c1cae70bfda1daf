namespace AgentState.Chaos;

/// <summary>Everything that is known when all is over.</summary>
internal sealed record QueueEvidence
{
    /// <summary>The ids that producers were told.</summary>
    public required ICollection<string> Enqueued { get; init; }

    /// <summary>All tasks as they are.</summary>
    public required IReadOnlyList<AgentTask> Tasks { get; init; }

    /// <summary>What the handlers of all processes did.</summary>
    public required IReadOnlyList<HandlerEntry> Handlers { get; init; }

    /// <summary>How many tasks each of our agents has completed, by its stats.</summary>
    public required IReadOnlyDictionary<string, long> Counted { get; init; }

    public required Disturbances Disturbances { get; init; }

    /// <summary>Whether anything was killed, stopped or cut off.</summary>
    public required bool HadFaults { get; init; }

    /// <summary>The tasks that ours completed, by their results.</summary>
    public IEnumerable<(AgentTask Task, string Agent, string Process, int Attempt, string Token)> Ours =>
        from task in Tasks
        where task.Status is AgentTaskStatus.Done
        let result = ChaosTask.Read(task.Result)
        where result is not null
        select (task, result.Value.Agent, result.Value.Process, result.Value.Attempt, result.Value.Token);
}
