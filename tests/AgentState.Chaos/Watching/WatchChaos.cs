using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Chaos;

/// <summary>
/// Writers in several processes change agents; watchers see them through a network that fails in every way, of a server that is killed. In the
/// end each watch must have told what the database holds, and on the way nothing twice and nothing back in time.
/// </summary>
internal sealed class WatchChaos(ChaosOptions options)
{
    private static readonly TimeSpan OutageLength = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan HealPatience = TimeSpan.FromSeconds(60);

    // One mistake has many consequences.
    private const int MostTold = 20;

    private readonly HealTimes healTimes = new();
    private readonly List<string> violations = [];
    private long markers;

    /// <returns>Whether every promise was kept.</returns>
    public async Task<bool> RunAsync()
    {
        Print($"Watching {options.Agents} agents for {options.Seconds} s: {options.Writers} writers, {options.Watchers} x {WatchKind.All.Count} watches, seed {options.Seed}.");
        await using var ground = await ChaosGround.StartAsync();
        await using var near = ground.Provide(ground.Door, near => near.CallTimeout = TimeSpan.FromMinutes(1));
        var registry = near.GetRequiredService<IAgentRegistry>();
        var processes = Enumerable.Range(0, options.Watchers).Select(_ => ground.Provide(ground.Network)).ToList();
        List<Observer> observers =
        [
            .. processes.SelectMany((process, i) => WatchKind.All.Select(kind => new Observer($"{kind.Name} {i}", kind, process.GetRequiredService<IAgentRegistry>()))),
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

    // Outages, one after the other, while agents change; after each it is seen how soon every watch is up to date again.
    private async Task<int> DisturbAsync(ChaosGround ground, IAgentRegistry registry, List<Observer> observers)
    {
        var writers = Enumerable.Range(0, options.Writers).Select(i => new ChildProcess(Writer.Arguments(ground, options, i))).ToList();
        try
        {
            await HealAsync(registry, observers);
            await foreach (var outage in new Outages(ground, options.Seed, Enum.GetValues<Outage>(), OutageLength).UntilAsync(TimeSpan.FromSeconds(options.Seconds)))
            {
                var healed = await HealAsync(registry, observers);
                healTimes.Add(outage, healed);
                Print($"  {outage}: healed in {healed.Max().TotalMilliseconds:0} ms at the longest");
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

    // Writes something that every watch sees, and waits until each has told it.
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

    // Nobody writes any more: what is told must come to what is there.
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
            violations.Add("nothing was written, so that nothing was proved");
        }

        Print($"{written} changes written; {observers.Sum(observer => observer.Changes)} told in {observers.Sum(observer => observer.Snapshots)} snapshots to {observers.Count} watches.");
        foreach (var line in healTimes.Lines())
        {
            Print(line);
        }

        foreach (var violation in violations.Take(MostTold))
        {
            Print($"VIOLATED: {violation}");
        }

        Print(violations.Count == 0
            ? "Every watch ended with what the database holds; nothing was told twice, and nothing went back in time."
            : $"{violations.Count} promises were not kept. The seed was {options.Seed}.");
        return violations.Count == 0;
    }

    private static void Print(FormattableString line) => Print(line.ToString(CultureInfo.InvariantCulture));

    private static void Print(string line) => Console.WriteLine(line);
}
