using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AgentState.Benchmarks;

/// <summary>A host with a slow worker and a fast one, for a while.</summary>
/// <param name="Limited">Tasks of the slow type in a second.</param>
/// <param name="Other">Tasks of the fast type in a second.</param>
internal sealed record LimitedRun(double Limited, double Other)
{
    private const string Slow = "slow";
    private const string Fast = "fast";

    // More than either type gets through, and no more than that: the emulator searches all of them at each query.
    private const int SlowTasks = 90;
    private const int FastTasks = 1100;

    private static readonly TimeSpan FastWork = TimeSpan.FromMilliseconds(20);

    /// <param name="emulator">Where the queue is filled.</param>
    /// <param name="host">Where it is worked on: something on the way to the emulator.</param>
    /// <param name="limit">How many slow tasks may be worked on at once; null = as many as there are handlers.</param>
    /// <param name="window">How long is counted, after everything has begun.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<LimitedRun> RunAsync(FirestoreEmulator emulator, string host, int? limit, TimeSpan window, CancellationToken cancellationToken)
    {
        var project = emulator.NewProjectId();
        await FillAsync(emulator.Host, project, limit, cancellationToken);
        var (slow, fast) = (new EndCount(), new EndCount());
        using var running = Build(host, project, slow.Add, fast.Add);
        await running.StartAsync(cancellationToken);
        using (var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(20)))
        {
            while ((slow.Last.Ended < LimitedComparison.Limit || fast.Last.Ended < 20) && await pulse.WaitForNextTickAsync(cancellationToken))
            {
                // What is compiled and connected first is not counted.
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
        await using var provider = new ServiceCollection().AddAgentState(options => (options.EmulatorHost, options.ProjectId) = (host, project)).Services.BuildServiceProvider();
        var queue = provider.GetRequiredService<ITaskQueue>();
        await queue.SetConcurrencyLimitAsync(Slow, limit, cancellationToken);
        await queue.EnqueueManyAsync([.. Enumerable.Range(0, SlowTasks).Select(number => Workload.Task(number) with { Type = Slow })], cancellationToken);
        await queue.EnqueueManyAsync([.. Enumerable.Range(0, FastTasks).Select(number => Workload.Task(number) with { Type = Fast })], cancellationToken);
    }

    private static IHost Build(string host, string project, Action slow, Action fast)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services
            .AddAgentState(options => (options.EmulatorHost, options.ProjectId) = (host, project))
            .AddTaskWorker(Slow, (_, token) => WorkAsync(LimitedComparison.Work, slow, token), options => options.Concurrency = LimitedComparison.Limit)
            .AddTaskWorker(Fast, (_, token) => WorkAsync(FastWork, fast, token), options => options.Concurrency = 4);
        return builder.Build();
    }

    // Counted when it ends.
    private static async Task<StateMap?> WorkAsync(TimeSpan work, Action ended, CancellationToken cancellationToken)
    {
        await Task.Delay(work, cancellationToken);
        ended();
        return Workload.Result;
    }

    // From end to end: slow tasks end in rounds, of which a window holds a whole number.
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
