using System.Collections.Concurrent;
using AgentState.Internal.Agents.Counting;
using AgentState.Internal.Agents.Stored;
using AgentState.Internal.Data;
using AgentState.Internal.Documents.Writing;

namespace AgentState.Internal.Tasks.Completing;

/// <summary>Counts each completed attempt once in the stats of its agent.</summary>
internal sealed class TaskStats(CounterStore counters, StatsCounting counting, DatabaseRoot root)
{
    // Bounds the memory used for callers that never repeat their call.
    private const int MostUnsettled = 10_000;

    private static readonly AgentStats FailedAttempt = new() { Errors = 1 };

    // Claims whose completion has an unknown outcome. If the next call finds the task completed, this entry shows that it is not counted
    // yet.
    private readonly ConcurrentDictionary<string, bool> unsettled = new(StringComparer.Ordinal);

    /// <summary>Returns the piggybacked counter write of a completion; null unless each task is counted in its own commit.</summary>
    public Func<AgentTask, PiggybackedWrite?>? PiggybackedFor(TaskClaim claim) => counting is StatsCounting.WithTask
        ? task => CountOf(task) is { IsNone: false } count
            ? new PiggybackedWrite(AgentWrites.Increment(root, claim.AgentId, count), IsRequired: false)
            : null
        : null;

    /// <summary>Returns the piggybacked counter write of an expired lease; null unless each task is counted in its own commit.</summary>
    /// <param name="agentId">The agent whose lease expired; null = no lease expired.</param>
    public PiggybackedWrite? PiggybackedForExpiry(string? agentId) => counting is StatsCounting.WithTask && agentId is not null
        ? new PiggybackedWrite(AgentWrites.Increment(root, agentId, FailedAttempt), IsRequired: false)
        : null;

    /// <summary>Counts an expired lease that this process swept as an error of the agent; null = no lease expired.</summary>
    public void Charge(string? agentId)
    {
        if (agentId is not null && counting is StatsCounting.Batched)
        {
            counters.Add(agentId, FailedAttempt);
        }
    }

    /// <summary>Whether an earlier call to complete this claim has an unknown outcome.</summary>
    public bool IsUnsettled(TaskClaim claim) => unsettled.ContainsKey(claim.Token);

    /// <summary>Records that the outcome of the claim's completion is unknown.</summary>
    public void Unsettle(TaskClaim claim)
    {
        if (unsettled.Count < MostUnsettled)
        {
            unsettled.TryAdd(claim.Token, true);
        }
    }

    /// <summary>Counts the completion of a claim if this process made it.</summary>
    public void Settle(TaskClaim claim, AgentTask ended, bool isOurs)
    {
        var isSettledLate = unsettled.TryRemove(claim.Token, out _);
        if ((isOurs || isSettledLate) && counting is StatsCounting.Batched && CountOf(ended) is { IsNone: false } count)
        {
            counters.Add(claim.AgentId, count);
        }
    }

    // A cancelled, released or waiting attempt counts neither as completed nor as an error.
    private static AgentStats CountOf(AgentTask ended) => ended.LastEnded?.Outcome switch
    {
        AgentTaskStatus.Done => new AgentStats { TasksCompleted = 1 },
        AgentTaskStatus.Failed or AgentTaskStatus.Scheduled => FailedAttempt,
        _ => AgentStats.None,
    };
}
