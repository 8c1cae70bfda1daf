namespace AgentState.Internal.Tasks.Sweeping;

/// <summary>Counts the changes of a sweep.</summary>
internal sealed class SweepTally
{
    public TaskSweep Total { get; private set; } = new();

    public void Add(SweptTask task) => Total = (task.Before.Status, task.After.Status) switch
    {
        (_, AgentTaskStatus.Cancelled) => Total with { Cancelled = Total.Cancelled + 1 },
        (AgentTaskStatus.Scheduled, _) => Total with { Due = Total.Due + 1 },
        (AgentTaskStatus.Waiting, _) => Total with { TimedOut = Total.TimedOut + 1 },
        (_, AgentTaskStatus.Failed) => Total with { Failed = Total.Failed + 1 },
        _ => Total with { Expired = Total.Expired + 1 },
    };
}
