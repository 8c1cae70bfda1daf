using System.Globalization;

namespace AgentState.Chaos;

/// <summary>Follows one watch, and checks that it repeats nothing, never goes back in time, and ends with the latest state.</summary>
internal sealed class Observer(string name, WatchKind kind, IAgentRegistry registry)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, string> state = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Version, long Counter)> newest = new(StringComparer.Ordinal);
    private readonly List<string> violations = [];
    private DateTimeOffset readAt;
    private TaskCompletionSource changed = NewSource();

    public string Name => name;

    public WatchKind Kind => kind;

    public int Snapshots { get; private set; }

    public int Changes { get; private set; }

    public IReadOnlyList<string> Violations
    {
        get
        {
            lock (gate)
            {
                return [.. violations];
            }
        }
    }

    /// <summary>Follows the watch until it is cancelled; an earlier end is a violation.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var told in kind.Watch(registry, cancellationToken))
            {
                See(told);
            }

            Violate("the watch ended");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The expected end.
        }
        catch (Exception error)
        {
            Violate($"the watch ended: {error}");
        }
    }

    /// <summary>Waits until the watch has returned the agent with at least this counter.</summary>
    public async Task<bool> HasToldAsync(string agentId, long counter, TimeSpan patience)
    {
        using var deadline = new CancellationTokenSource(patience, TimeProvider.System);
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (state.ContainsKey(agentId) && newest[agentId].Counter >= counter)
                {
                    return true;
                }

                next = changed.Task;
            }

            await Task.WhenAny(next, Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, deadline.Token));
            if (deadline.IsCancellationRequested)
            {
                return false;
            }
        }
    }

    /// <summary>Returns the differences between the state of the watch and the stored agents.</summary>
    public IReadOnlyList<string> Compare(IReadOnlyList<Agent> expected)
    {
        lock (gate)
        {
            var there = expected.ToDictionary(agent => agent.Id, agent => $"{agent.Version}", StringComparer.Ordinal);
            return
            [
                .. there.Except(state).Select(agent => $"stored, but not returned: {agent}"),
                .. state.Except(there).Select(agent => $"returned, but not stored: {agent}"),
            ];
        }
    }

    private void See(Told told)
    {
        lock (gate)
        {
            Snapshots++;
            if (told.ReadAt < readAt)
            {
                Violate($"back in time, from {readAt:O} to {told.ReadAt:O}");
            }

            readAt = told.ReadAt ?? readAt;
            foreach (var change in told.Changes)
            {
                Changes++;
                See(change);
            }

            if (!told.Agents.Select(agent => (agent.Id, $"{agent.Version}")).ToHashSet()
                .SetEquals(state.Select(agent => (agent.Key, agent.Value))))
            {
                Violate("the changes do not add up to the snapshot");
            }

            changed.TrySetResult();
            changed = NewSource();
        }
    }

    private void See(AgentChange change)
    {
        var (id, before, after) = (change.AgentId, change.Before, change.After);
        if (before?.Version.ToString() != state.GetValueOrDefault(id))
        {
            Violate($"the change of {id} starts at {before?.Version}, but the last returned version was {state.GetValueOrDefault(id)}");
        }

        if (before?.Version == after?.Version)
        {
            Violate($"{id} was returned twice with version {after?.Version}");
        }

        if (after is null)
        {
            state.Remove(id);
            return;
        }

        var (version, counter) = (after.Version.ToString(), CounterOf(after));
        if (newest.TryGetValue(id, out var last) && IsOlder(version, counter, last, returned: before is null))
        {
            Violate($"{id} went back in time, from {last} to {(version, counter)}");
        }

        newest[id] = (version, Math.Max(counter, last.Counter));
        state[id] = version;
    }

    // An agent that left the watched set may return unchanged, thus with the same version, but not with an older one.
    private static bool IsOlder(string version, long counter, (string Version, long Counter) last, bool returned)
    {
        var order = string.CompareOrdinal(version, last.Version);
        return order < 0 || (order == 0 && !returned) || (counter > 0 && counter < last.Counter);
    }

    // 0 if the config does not have the counter: then the agent was created by a change of its status.
    private static long CounterOf(Agent agent) =>
        agent.Config.ToDictionary().GetValueOrDefault(Writer.Counter) is { } number
            ? Convert.ToInt64(number, CultureInfo.InvariantCulture)
            : 0;

    private void Violate(string what)
    {
        lock (gate)
        {
            violations.Add($"{name}: {what}");
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
