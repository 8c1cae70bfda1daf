namespace AgentState;

/// <summary>The newest that is known of each instance, by the moment at which the database told it.</summary>
internal sealed class InstanceBook
{
    private readonly Dictionary<string, (InstanceRecord Record, DateTimeOffset ReadAt)> known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> gone = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> byAgent = new(StringComparer.Ordinal);

    /// <summary>Takes in what an instance was at a moment; null = it was not there.</summary>
    /// <returns>The agent of whom something is known now; null where it was known already, or better.</returns>
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

    /// <summary>The agent's instance with the newest heartbeat; null where it has none.</summary>
    public InstanceRecord? Newest(string agentId) => byAgent.TryGetValue(agentId, out var names)
        ? names.Select(name => known[name].Record).MaxBy(record => record.LastHeartbeat)
        : null;

    /// <summary>A listener has come so far: nothing older will be told of those that were gone before.</summary>
    public void ForgetGone(DateTimeOffset heardAt)
    {
        foreach (var name in gone.Where(entry => entry.Value <= heardAt).Select(entry => entry.Key).ToList())
        {
            gone.Remove(name);
        }
    }
}
