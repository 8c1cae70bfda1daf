namespace AgentState;

/// <summary>When to look after whom, the soonest first.</summary>
internal sealed class LivenessChecks
{
    // As many as one read may well ask for.
    private const int MostAtOnce = 300;

    private readonly SortedSet<(DateTimeOffset At, string AgentId)> order = [];
    private readonly Dictionary<string, DateTimeOffset> byAgent = new(StringComparer.Ordinal);

    /// <summary>The soonest; null where there is none.</summary>
    public DateTimeOffset? Next => order.Count == 0 ? null : order.Min.At;

    /// <summary>Looks after the agent then; null = not at all.</summary>
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

    /// <summary>Those whose time has come, some hundreds at most. They stay until they are set anew.</summary>
    public IReadOnlyList<string> Due(DateTimeOffset now) => [.. order.TakeWhile(check => check.At <= now).Take(MostAtOnce).Select(check => check.AgentId)];
}
