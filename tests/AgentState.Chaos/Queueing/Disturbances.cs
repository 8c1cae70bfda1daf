using System.Collections.Concurrent;

namespace AgentState.Chaos;

/// <summary>Records the faults of each process, which decide which completions may be missing from the stats.</summary>
internal sealed class Disturbances
{
    /// <summary>Stats are stored every second, plus the time of the call.</summary>
    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(2);

    /// <summary>For this long after a fault, stats from before its end may not be stored yet.</summary>
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(10);

    private readonly ConcurrentQueue<(string? Process, DateTimeOffset From, DateTimeOffset To)> spells = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> kills = new(StringComparer.Ordinal);

    public int Kills => kills.Count;

    public int Stops => spells.Count(spell => spell.Process is not null);

    public int Outages => spells.Count(spell => spell.Process is null);

    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public void Killed(string process) => kills.TryAdd(process, Now);

    public void WasStopped(string process, DateTimeOffset since) => spells.Enqueue((process, since, Now));

    public void WasOut(DateTimeOffset since) => spells.Enqueue((null, since, Now));

    /// <summary>Whether a completion may be missing from the stats, because its process was killed soon after it.</summary>
    public bool MayBeUncounted(string process, DateTimeOffset completedAt)
    {
        if (!kills.TryGetValue(process, out var killedAt))
        {
            return false;
        }

        var lostSince = killedAt - FlushInterval;
        foreach (var spell in spells.Where(spell => spell.Process is null || spell.Process == process).OrderByDescending(spell => spell.To))
        {
            if (spell.From < killedAt && spell.To + Recovery > lostSince && spell.From - FlushInterval < lostSince)
            {
                lostSince = spell.From - FlushInterval;
            }
        }

        return completedAt >= lostSince;
    }
}
