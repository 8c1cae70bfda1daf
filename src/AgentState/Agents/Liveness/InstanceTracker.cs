namespace AgentState.Internal.Agents.Liveness;

/// <summary>Tracks the latest state of each instance, by the read time of the database.</summary>
internal sealed class InstanceTracker
{
    private readonly Dictionary<string, (InstanceRecord Record, DateTimeOffset ReadAt)> known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> gone = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> byAgent = new(StringComparer.Ordinal);

    /// <summary>Records the state of an instance at a read time; a null record = the instance did not exist.</summary>
    /// <returns>The id of the agent that may have changed; null if the state is older than the recorded one.</returns>
    public string? See(string name, InstanceRecord? record, DateTimeOffset readAt)
    {
        var before = known.TryGetValue(name, out var entry) ? entry.Record : null;
        if (readAt < entry.ReadAt || (gone.TryGetValue(name, out var goneAt) && readAt < goneAt))
        {
            return null;
        }

        if (record is null)
        {
            gone[name] = readAt;
            known.Remove(name);
            if (before is not null && byAgent.TryGetValue(before.AgentId, out var names))
            {
                names.Remove(name);
            }

            return before?.AgentId;
        }

        gone.Remove(name);
        known[name] = (record, readAt);
        if (before is null)
        {
            if (!byAgent.TryGetValue(record.AgentId, out var names))
            {
                byAgent.Add(record.AgentId, names = []);
            }

            names.Add(name);
        }

        return record.AgentId;
    }

    /// <summary>The agent's instance with the newest heartbeat; null if it has no instance.</summary>
    public InstanceRecord? Newest(string agentId) => byAgent.TryGetValue(agentId, out var names)
        ? names.Select(name => known[name].Record).MaxBy(record => record.LastHeartbeat)
        : null;

    /// <summary>Forgets the instances that were deleted before the listener's read time: no older state of them can arrive.</summary>
    public void ForgetGone(DateTimeOffset receivedAt)
    {
        foreach (var name in gone.Where(entry => entry.Value <= receivedAt).Select(entry => entry.Key).ToList())
        {
            gone.Remove(name);
        }
    }
}
