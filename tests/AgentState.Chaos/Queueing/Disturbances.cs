using System.Collections.Concurrent;

namespace AgentState.Chaos;

/// <summary>What befell whom, and when: by it is judged what may be lost.</summary>
internal sealed class Disturbances
{
    /// <summary>What is gathered is stored within a second, which then takes its call.</summary>
    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(2);

    /// <summary>As long after the network has healed, or a process goes on, it may not have been stored what was gathered before.</summary>
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

    /// <summary>
    /// Whether what was completed at that moment by that process may be missing from the stats: it was killed before it could have been
    /// counted for sure.
    /// </summary>
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
