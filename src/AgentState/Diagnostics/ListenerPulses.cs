using System.Collections.Concurrent;

namespace AgentState;

/// <summary>The pulses of all listeners of one registration.</summary>
internal sealed class ListenerPulses(TimeProvider time)
{
    private readonly ConcurrentDictionary<ListenerPulse, bool> open = new();

    /// <summary>How many listeners there are.</summary>
    public int Count => open.Count;

    /// <summary>How long the one that has been silent longest has been so; null where there is none.</summary>
    public TimeSpan? Oldest => open.Keys.Select(pulse => (TimeSpan?)pulse.Age).Max();

    /// <summary>A listener begins; disposing its pulse ends it.</summary>
    public ListenerPulse Begin(string collection)
    {
        var pulse = new ListenerPulse(collection, time, End);
        open.TryAdd(pulse, true);
        Telemetry.Track(pulse);
        return pulse;
    }

    private void End(ListenerPulse pulse)
    {
        open.TryRemove(pulse, out _);
        Telemetry.Untrack(pulse);
    }
}
