namespace AgentState.Internal.Agents.Liveness;

/// <summary>The schedule of liveness checks: one time for each agent, earliest first.</summary>
internal sealed class LivenessChecks
{
    // Limits the number of documents in one read.
    private const int MostAtOnce = 300;

    private readonly SortedSet<(DateTimeOffset At, string AgentId)> order = [];
    private readonly Dictionary<string, DateTimeOffset> byAgent = new(StringComparer.Ordinal);

    /// <summary>The time of the earliest check; null if none is scheduled.</summary>
    public DateTimeOffset? Next => order.Count == 0 ? null : order.Min.At;

    /// <summary>Schedules the check of an agent; null = no check.</summary>
    public void Set(string agentId, DateTimeOffset? at)
    {
        if (byAgent.Remove(agentId, out var before))
        {
            order.Remove((before, agentId));
        }

        if (at is { } moment)
        {
            byAgent.Add(agentId, moment);
            order.Add((moment, agentId));
        }
    }

    /// <summary>The agents whose check is due, at most 300; they stay scheduled until they are set again.</summary>
    public IReadOnlyList<string> Due(DateTimeOffset now) =>
        [.. order.TakeWhile(check => check.At <= now).Take(MostAtOnce).Select(check => check.AgentId)];
}
