using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AgentState.Benchmarks;

/// <summary>Runs a host with a slow and a fast worker for some time.</summary>
/// <param name="Limited">Tasks of the slow type per second.</param>
/// <param name="Other">Tasks of the fast type per second.</param>
internal sealed record LimitedRun(double Limited, double Other)
{
    private const string Slow = "slow";
    private const string Fast = "fast";

    // Slightly more than either type completes: each query of the emulator searches all tasks.
    private const int SlowTasks = 90;
    private const int FastTasks = 1100;

    private static readonly TimeSpan FastWork = TimeSpan.FromMilliseconds(20);

    /// <param name="emulator">The emulator, used to fill the queue.</param>
    /// <param name="host">The host of the workers: a proxy in front of the emulator.</param>
    /// <param name="limit">The concurrency limit of the slow type; null for no limit.</param>
    /// <param name="window">The measured time, after all handlers have started.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    public static async Task<LimitedRun> RunAsync(
        FirestoreEmulator emulator, string host, int? limit, TimeSpan window, CancellationToken cancellationToken)
    {
        var project = emulator.NewProjectId();
        await FillAsync(emulator.Host, project, limit, cancellationToken);
        var (slow, fast) = (new EndCount(), new EndCount());
        using var running = Build(host, project, slow.Add, fast.Add);
        await running.StartAsync(cancellationToken);
        using (var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(20)))
        {
            while ((slow.Last.Ended < LimitedComparison.Limit || fast.Last.Ended < 20)
                && await pulse.WaitForNextTickAsync(cancellationToken))
            {
                // Compilation and connections at the start are not measured.
            }
        }

        var (slowBefore, fastBefore) = (slow.Last, fast.Last);
        await Task.Delay(window, cancellationToken);
        var (slowAfter, fastAfter) = (slow.Last, fast.Last);
        await running.StopAsync(cancellationToken);
        return new LimitedRun(EndCount.Rate(slowBefore, slowAfter), EndCount.Rate(fastBefore, fastAfter));
    }

    private static async Task FillAsync(string host, string project, int? limit, CancellationToken cancellationToken)
    {
        await using var provider = new ServiceCollection()
            .AddAgentState(options => (options.EmulatorHost, options.ProjectId) = (host, project))
            .Services.BuildServiceProvider();
        var queue = provider.GetRequiredService<ITaskQueue>();
        await provider.GetRequiredService<ITaskAdministration>().SetConcurrencyLimitAsync(Slow, limit, cancellationToken);
        await queue.EnqueueManyAsync(
            [.. Enumerable.Range(0, SlowTasks).Select(number => Workload.Task(number) with { Type = Slow })], cancellationToken);
        await queue.EnqueueManyAsync(
            [.. Enumerable.Range(0, FastTasks).Select(number => Workload.Task(number) with { Type = Fast })], cancellationToken);
    }

    private static IHost Build(string host, string project, Action slow, Action fast)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services
            .AddAgentState(options => (options.EmulatorHost, options.ProjectId) = (host, project))
            .AddTaskWorker(
                Slow,
                (_, token) => WorkAsync(LimitedComparison.Work, slow, token),
                options => options.Concurrency = LimitedComparison.Limit)
            .AddTaskWorker(Fast, (_, token) => WorkAsync(FastWork, fast, token), options => options.Concurrency = 4);
        return builder.Build();
    }

    // A task counts when it ends.
    private static async Task<StateMap?> WorkAsync(TimeSpan work, Action ended, CancellationToken cancellationToken)
    {
        await Task.Delay(work, cancellationToken);
        ended();
        return Workload.Result;
    }

    // Measured from end to end: slow tasks end in rounds, and the window has a whole number of rounds.
    private sealed class EndCount
    {
        private readonly Lock gate = new();

        public (int Ended, long At) Last
        {
            get
            {
                lock (gate)
                {
                    return field;
                }
            }
            private set;
        }

        public static double Rate((int Ended, long At) from, (int Ended, long At) to) =>
            to.Ended == from.Ended ? 0 : (to.Ended - from.Ended) / Stopwatch.GetElapsedTime(from.At, to.At).TotalSeconds;

        public void Add()
        {
            lock (gate)
            {
                Last = (Last.Ended + 1, Stopwatch.GetTimestamp());
            }
        }
    }
}
