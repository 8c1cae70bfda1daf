using System.Collections.Concurrent;

namespace AgentState;

/// <summary>Counts ended attempts in the stats of the agents that made them, each once.</summary>
internal sealed class TaskStats(AgentCounters counters, StatsCounting counting, DatabaseRoot root)
{
    // Callers that never ask again must not fill the memory.
    private const int MostUnsettled = 10_000;

    private static readonly AgentStats FailedAttempt = new() { Errors = 1 };

    // Claims whose end was asked for without an answer: the next call for one finds it ended, and does not know otherwise that nobody has counted it.
    private readonly ConcurrentDictionary<string, bool> unsettled = new(StringComparer.Ordinal);

    /// <summary>What travels with the end of a claim: the count, where each task is to have its own.</summary>
    public Func<AgentTask, Rider?>? RiderFor(TaskClaim claim) => counting is StatsCounting.WithTask
        ? task => CountOf(task) is { IsNone: false } count ? new Rider(AgentChanges.Increment(root, claim.AgentId, count), IsRequired: false) : null
        : null;

    /// <summary>What travels with the sweep of a task whose lease ran out, where each task is to have its own count.</summary>
    public Rider? RiderFor(SweptTask task) => counting is StatsCounting.WithTask && task.Charged is { } agentId
        ? new Rider(AgentChanges.Increment(root, agentId, FailedAttempt), IsRequired: false)
        : null;

    /// <summary>A lease of the agent ran out, and it was this process that swept it; null = nobody's did.</summary>
    public void Charge(string? agentId)
    {
        if (agentId is not null && counting is StatsCounting.Gathered)
        {
            counters.Add(agentId, FailedAttempt);
        }
    }

    /// <summary>Whether an earlier call for the end of this claim got no answer.</summary>
    public bool IsUnsettled(TaskClaim claim) => unsettled.ContainsKey(claim.Token);

    /// <summary>The end was asked for, and nobody knows what came of it.</summary>
    public void Unsettle(TaskClaim claim)
    {
        if (unsettled.Count < MostUnsettled)
        {
            unsettled.TryAdd(claim.Token, true);
        }
    }

    /// <summary>The claim has ended so; counted where it was this process that ended it.</summary>
    public void Settle(TaskClaim claim, AgentTask ended, bool isOurs)
    {
        var isSettledLate = unsettled.TryRemove(claim.Token, out _);
        if ((isOurs || isSettledLate) && counting is StatsCounting.Gathered && CountOf(ended) is { IsNone: false } count)
        {
            counters.Add(claim.AgentId, count);
        }
    }

    // An attempt at a task that was asked to stop is neither.
    private static AgentStats CountOf(AgentTask ended) => ended.LastEnded?.Outcome switch
    {
        AgentTaskStatus.Done => new AgentStats { TasksCompleted = 1 },
        AgentTaskStatus.Failed or AgentTaskStatus.Scheduled => FailedAttempt,
        _ => AgentStats.None,
    };
}
