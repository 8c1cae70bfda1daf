using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Chaos;

/// <summary>Runs workers in several processes, beside other clients, while processes and the network fail.</summary>
/// <remarks>In the end each task must be stored once, with one outcome, from the attempt that held it.</remarks>
internal sealed class QueueChaos(QueueChaosOptions options)
{
    // The longest time without a completion: the longest tasks may have five attempts of more than two leases each.
    private static TimeSpan DrainPatience => ChaosTask.Lease * 25;

    // Without restarts: a restarted server has lost all tasks.
    private static readonly Outage[] Kinds = [Outage.Cut, Outage.Delay, Outage.BlackHole, Outage.Refusal];

    // One shorter than a lease, one longer.
    private readonly TimeSpan[] outageLengths = [ChaosTask.Lease / 2, ChaosTask.Lease * 1.5];

    private readonly Disturbances disturbances = new();
    private readonly List<string> violations = [];

    /// <returns>Whether every guarantee held.</returns>
    public async Task<bool> RunAsync()
    {
        Report.Print($"{options.Workers} workers and {options.Planners} other clients for {options.Seconds} s, {options.Pace} tasks/s.");
        Report.Print($"Faults {options.HasFaults}, sabotage {options.Sabotage}, seed {options.Seed}.");
        var logs = Directory.CreateTempSubdirectory("agentstate-chaos-");
        await using var ground = await ChaosGround.StartAsync();
        await using var near = ground.Provide(ground.Door, static options =>
        {
            options.CallTimeout = TimeSpan.FromMinutes(1);
            ChaosTask.Configure(options);
        });
        var queue = near.GetRequiredService<ITaskQueue>();
        var administration = near.GetRequiredService<ITaskAdministration>();
        await administration.SetConcurrencyLimitAsync(ChaosTask.LimitedType, ChaosTask.Limit);
        var producers = new Producers(queue, options.Pace);
        var people = new People(queue, administration, producers);
        var onlooker = new Onlooker(queue);
        var planners = new List<ChildProcess>();
        await using var fleet = new WorkerFleet(ground, options, logs.FullName, disturbances);
        using var over = new CancellationTokenSource();
        var reviving = fleet.ReviveAsync(over.Token);
        try
        {
            planners.AddRange(
                Enumerable.Range(0, options.Planners).Select(i => new ChildProcess(Planner.Arguments(ground, $"planner-{i}"))));
            await DisturbAsync(ground, fleet, producers, people, onlooker);
            var drained = await DrainAsync(onlooker, reviving);
            await over.CancelAsync();
            await reviving;
            var byPlanners = await Task.WhenAll(planners.Select(planner => planner.StopAsync()));
            await fleet.StopAsync();
            var completed = byPlanners.Sum(count => int.Parse(count, CultureInfo.InvariantCulture));
            Report.Print($"Drained in {drained.TotalSeconds:0.0} s. Other clients completed {completed} tasks.");
        }
        catch (Exception error)
        {
            // Such as a process that exited unexpectedly. The stored tasks are still checked.
            violations.Add($"{error.GetType().Name}: {error.Message}");
        }
        finally
        {
            foreach (var planner in planners)
            {
                await planner.DisposeAsync();
            }
        }

        var evidence = await GatherAsync(near.GetRequiredService<IAgentRegistry>(), fleet, producers, onlooker, logs.FullName);
        violations.AddRange([
            .. producers.Violations,
            .. QueueCheck.Violations(evidence),
            .. onlooker.Violations(evidence.Tasks.ToDictionary(task => task.Id, StringComparer.Ordinal), people.Requeued),
            .. Unproved(evidence),
        ]);
        logs.Delete(recursive: true);
        if (onlooker.LongestGap > ChaosTask.Lease / 3)
        {
            var gap = onlooker.LongestGap.TotalSeconds;
            Report.Print($"SLOW: the tasks were not read for {gap:0.0} s; a lease lasts {ChaosTask.Lease.TotalSeconds:0} s.");
        }

        foreach (var late in QueueCheck.LateClaims(evidence))
        {
            Report.Print($"SLOW: {late}.");
        }

        return Report.Write(evidence, people, violations, options.Seed);
    }

    // Runs everything at once until the time is over; then the network works, and every process runs.
    private async Task DisturbAsync(ChaosGround ground, WorkerFleet fleet, Producers producers, People people, Onlooker onlooker)
    {
        using var ending = new CancellationTokenSource(TimeSpan.FromSeconds(options.Seconds), TimeProvider.System);
        List<Task> all = [producers.RunAsync(ending.Token), people.RunAsync(ending.Token), onlooker.RunAsync(ending.Token)];
        if (options.HasFaults)
        {
            all.AddRange([
                fleet.KillAsync(new Random(options.Seed + 1), ending.Token),
                fleet.FreezeAsync(new Random(options.Seed + 2), ending.Token),
                FailAsync(ground),
            ]);
        }

        // If one part fails, the others stop.
        await foreach (var part in Task.WhenEach(all))
        {
            if (!part.IsCompletedSuccessfully)
            {
                await ending.CancelAsync();
            }
        }

        await Task.WhenAll(all);
    }

    private async Task FailAsync(ChaosGround ground)
    {
        var since = Disturbances.Now;
        var outages = new Outages(ground, options.Seed, Kinds, outageLengths);
        await foreach (var outage in outages.UntilAsync(TimeSpan.FromSeconds(options.Seconds)))
        {
            disturbances.WasOut(since);
            Report.Print($"  {outage}");
            await Chance.PauseAsync(1000, 3000, CancellationToken.None);
            since = Disturbances.Now;
        }
    }

    // The producers have stopped: all tasks must be completed.
    private static async Task<TimeSpan> DrainAsync(Onlooker onlooker, Task reviving)
    {
        var (started, changedAt, open) = (TimeProvider.System.GetTimestamp(), TimeProvider.System.GetTimestamp(), int.MaxValue);
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(250), TimeProvider.System);
        while (await pulse.WaitForNextTickAsync() && TimeProvider.System.GetElapsedTime(changedAt) < DrainPatience)
        {
            if (reviving.IsFaulted)
            {
                await reviving;
            }

            var left = (await onlooker.AllAsync())
                .Count(task => task.Status is not (AgentTaskStatus.Done or AgentTaskStatus.Failed or AgentTaskStatus.Cancelled));
            if (left == 0)
            {
                break;
            }

            if (left < open)
            {
                (open, changedAt) = (left, TimeProvider.System.GetTimestamp());
            }
        }

        return TimeProvider.System.GetElapsedTime(started);
    }

    private async Task<QueueEvidence> GatherAsync(
        IAgentRegistry registry, WorkerFleet fleet, Producers producers, Onlooker onlooker, string logs)
    {
        var counted = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var agentId in fleet.AgentIds)
        {
            counted.Add(agentId, (await registry.GetAsync(agentId))?.Stats.TasksCompleted ?? 0);
        }

        return new QueueEvidence
        {
            Enqueued = producers.Ids,
            Tasks = await onlooker.AllAsync(),
            Handlers = HandlerLog.ReadAll(logs),
            Counted = counted,
            Disturbances = disturbances,
            HadFaults = options.HasFaults,
        };
    }

    // A run without completions or faults proves nothing.
    private IEnumerable<string> Unproved(QueueEvidence evidence)
    {
        if (!evidence.Ours.Any())
        {
            yield return "no worker completed a task, so the run proves nothing";
        }

        if (options.HasFaults && (disturbances.Kills == 0 || disturbances.Stops == 0))
        {
            yield return "no process was killed or suspended, so the run proves nothing";
        }
    }
}
