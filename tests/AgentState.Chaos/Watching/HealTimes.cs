namespace AgentState.Chaos;

/// <summary>How long watches took to tell, after outages of one kind, what was written when they were over.</summary>
internal sealed class HealTimes
{
    private readonly SortedDictionary<Outage, List<TimeSpan>> times = [];
    private readonly Dictionary<Outage, int> outages = [];

    /// <summary>One outage, and how long each watch took.</summary>
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
        yield return $"{"outage",-10} {"times",5} {"median",9} {"longest",9}   until a watch told what was written after it";
        foreach (var (outage, all) in times)
        {
            all.Sort();
            yield return $"{outage,-10} {outages[outage],5} {all[all.Count / 2].TotalMilliseconds,6:0} ms {all[^1].TotalMilliseconds,6:0} ms";
        }
    }
}
