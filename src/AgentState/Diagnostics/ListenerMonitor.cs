using System.Collections.Concurrent;

namespace AgentState.Internal.Diagnostics;

/// <summary>The last activity of all listeners of one registration.</summary>
internal sealed class ListenerMonitor(TimeProvider time)
{
    private readonly ConcurrentDictionary<ListenerActivity, bool> open = new();

    /// <summary>The number of open listeners.</summary>
    public int Count => open.Count;

    /// <summary>The longest time since the last message to a listener; null if no listener is open.</summary>
    public TimeSpan? Oldest => open.Keys.Select(pulse => (TimeSpan?)pulse.Age).Max();

    /// <summary>Registers a listener; disposing the result unregisters it.</summary>
    public ListenerActivity Begin(string collection)
    {
        var pulse = new ListenerActivity(collection, time, End);
        open.TryAdd(pulse, true);
        Telemetry.Track(pulse);
        return pulse;
    }

    private void End(ListenerActivity pulse)
    {
        open.TryRemove(pulse, out _);
        Telemetry.Untrack(pulse);
    }
}
