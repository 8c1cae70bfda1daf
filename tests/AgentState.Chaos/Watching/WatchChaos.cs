using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Chaos;

/// <summary>Watches agents that several processes change, while the network fails and the server is killed.</summary>
/// <remarks>In the end each watch must have returned the stored state, without repeating a change or going back in time.</remarks>
internal sealed class WatchChaos(ChaosOptions options)
{
    private static readonly TimeSpan OutageLength = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan HealPatience = TimeSpan.FromSeconds(60);

    // One error may cause many violations.
    private const int MostTold = 20;

    private readonly HealTimes healTimes = new();
    private readonly List<string> violations = [];
    private long markers;

    /// <returns>Whether every guarantee held.</returns>
    public async Task<bool> RunAsync()
    {
        var watches = options.Watchers * WatchKind.All.Count;
        Print($"{watches} watches, {options.Agents} agents, {options.Writers} writers, for {options.Seconds} s; seed {options.Seed}.");
        await using var ground = await ChaosGround.StartAsync();
        await using var near = ground.Provide(ground.Door, near => near.CallTimeout = TimeSpan.FromMinutes(1));
        var registry = near.GetRequiredService<IAgentRegistry>();
        var processes = Enumerable.Range(0, options.Watchers).Select(_ => ground.Provide(ground.Network)).ToList();
        List<Observer> observers =
        [
            .. processes.SelectMany((process, i) => WatchKind.All.Select(
                kind => new Observer($"{kind.Name} {i}", kind, process.GetRequiredService<IAgentRegistry>()))),
        ];
        using var ending = new CancellationTokenSource();
        var watching = observers.ConvertAll(observer => observer.RunAsync(ending.Token));

        var written = await DisturbAsync(ground, registry, observers);
        await CompareAsync(registry, observers);

        await ending.CancelAsync();
        await Task.WhenAll(watching);
        foreach (var process in processes)
        {
            await process.DisposeAsync();
        }

        return Report(observers, written);
    }

    // Causes outages while agents change, and measures after each one how soon every watch is up to date again.
    private async Task<int> DisturbAsync(ChaosGround ground, IAgentRegistry registry, List<Observer> observers)
    {
        var writers = Enumerable.Range(0, options.Writers).Select(i => new ChildProcess(Writer.Arguments(ground, options, i))).ToList();
        try
        {
            await HealAsync(registry, observers);
            var outages = new Outages(ground, options.Seed, Enum.GetValues<Outage>(), OutageLength);
            await foreach (var outage in outages.UntilAsync(TimeSpan.FromSeconds(options.Seconds)))
            {
                var healed = await HealAsync(registry, observers);
                healTimes.Add(outage, healed);
                Print($"  {outage}: healed within {healed.Max().TotalMilliseconds:0} ms");
            }

            var said = await Task.WhenAll(writers.Select(writer => writer.StopAsync()));
            return said.Sum(count => int.Parse(count, CultureInfo.InvariantCulture));
        }
        finally
        {
            foreach (var writer in writers)
            {
                await writer.DisposeAsync();
            }
        }
    }

    // Writes a change that every watch includes, and waits until each has returned it.
    private async Task<TimeSpan[]> HealAsync(IAgentRegistry registry, List<Observer> observers)
    {
        var marker = ++markers;
        var config = StateMap.FromDictionary(new Dictionary<string, object?> { [Writer.Counter] = marker });
        await registry.RegisterAsync(new AgentRegistration { Id = WatchKind.Marker, Type = AgentTypes.Data, Config = config });
        await registry.SetStatusAsync(WatchKind.Marker, AgentStatus.Running);

        var started = TimeProvider.System.GetTimestamp();
        return await Task.WhenAll(observers.Select(async observer =>
        {
            if (!await observer.HasToldAsync(WatchKind.Marker, marker, HealPatience))
            {
                violations.Add($"{observer.Name}: did not heal within {HealPatience}");
            }

            return TimeProvider.System.GetElapsedTime(started);
        }));
    }

    // The writers have stopped: each watch must reach the stored state.
    private async Task CompareAsync(IAgentRegistry registry, List<Observer> observers)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        foreach (var observer in observers)
        {
            var expected = await observer.Kind.Expected(registry);
            while (observer.Compare(expected) is { Count: > 0 } differences)
            {
                if (TimeProvider.System.GetElapsedTime(started) > HealPatience)
                {
                    violations.AddRange(differences.Select(difference => $"{observer.Name}: {difference}"));
                    break;
                }

                await pulse.WaitForNextTickAsync();
            }
        }
    }

    private bool Report(List<Observer> observers, int written)
    {
        violations.AddRange(observers.SelectMany(observer => observer.Violations));
        if (written == 0)
        {
            violations.Add("nothing was written, so the run proves nothing");
        }

        var (changes, snapshots) = (observers.Sum(observer => observer.Changes), observers.Sum(observer => observer.Snapshots));
        Print($"{written} changes written; {observers.Count} watches returned {changes} changes in {snapshots} snapshots.");
        foreach (var line in healTimes.Lines())
        {
            Print(line);
        }

        foreach (var violation in violations.Take(MostTold))
        {
            Print($"VIOLATED: {violation}");
        }

        Print(violations.Count == 0
            ? "Every watch ended with the stored state, repeated nothing, and never went back in time."
            : $"{violations.Count} guarantees were violated. The seed was {options.Seed}.");
        return violations.Count == 0;
    }

    private static void Print(FormattableString line) => Print(line.ToString(CultureInfo.InvariantCulture));

    private static void Print(string line) => Console.WriteLine(line);
}
