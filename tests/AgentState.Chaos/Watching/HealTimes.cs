namespace AgentState.Chaos;

/// <summary>Measures how long watches take after each kind of outage to return a new change.</summary>
internal sealed class HealTimes
{
    private readonly SortedDictionary<Outage, List<TimeSpan>> times = [];
    private readonly Dictionary<Outage, int> outages = [];

    /// <summary>Adds an outage, and the time that each watch took.</summary>
    public void Add(Outage outage, IEnumerable<TimeSpan> healed)
    {
        outages[outage] = outages.GetValueOrDefault(outage) + 1;
        if (!times.TryGetValue(outage, out var all))
        {
            times.Add(outage, all = []);
        }

        all.AddRange(healed);
    }

    public IEnumerable<string> Lines()
    {
        yield return $"{"outage",-10} {"times",5} {"median",9} {"longest",9}   until a watch returned a change written after the outage";
        foreach (var (outage, all) in times)
        {
            all.Sort();
            yield return
                $"{outage,-10} {outages[outage],5} {all[all.Count / 2].TotalMilliseconds,6:0} ms {all[^1].TotalMilliseconds,6:0} ms";
        }
    }
}
