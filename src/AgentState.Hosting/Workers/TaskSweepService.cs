using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentState;

/// <summary>
/// Sees to what time does to tasks, beside the workers: any process may, and none has to be the one. A watch of the task that is due next tells when that is, and a look at the lease that runs
/// out next tells when to look again: an idle fleet pays next to nothing.
/// </summary>
internal sealed class TaskSweepService : BackgroundService
{
    // How many looks one count of the fleet is good for.
    private const int LooksPerCount = 10;

    private readonly DocumentStack stack;
    private readonly ITaskQueue queue;
    private readonly TaskOptions options;
    private readonly AgentOptions agents;
    private readonly SweepSchedule schedule;
    private readonly DueWatch due;
    private readonly ILogger logger;
    private readonly int ownAgents;

    public TaskSweepService(IServiceProvider services, string name)
    {
        var all = services.GetRequiredService<IOptionsMonitor<AgentStateOptions>>().Get(name);
        (options, agents) = (all.Tasks, all.Agents);
        stack = services.GetRequiredKeyedService<DocumentStack>(name);
        queue = name.Length == 0 ? services.GetRequiredService<ITaskQueue>() : services.GetRequiredKeyedService<ITaskQueue>(name);
        logger = new GuardedLogger(services.GetRequiredService<ILogger<TaskSweepService>>());
        ownAgents = services.GetServices<TaskWorkerRegistration>().Where(worker => worker.Name == name).Select(worker => worker.AgentId).Distinct(StringComparer.Ordinal).Count();
        schedule = new SweepSchedule(options.LeaseDuration, options.SweepInterval);
        due = new DueWatch(
            stack, services.GetRequiredKeyedService<SharedListeners>(name), queue, services.GetRequiredKeyedService<WorkMeter>(name), options, logger);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(LookAfterLeasesAsync(stoppingToken), due.RunAsync(stoppingToken)).ConfigureAwait(false);
        }
        catch (Exception error)
            when (stoppingToken.IsCancellationRequested && error is OperationCanceledException or ObjectDisposedException)
        {
            // A host that was disposed without a stop logs a service that ends with any exception as failed.
        }
    }

    private async Task LookAfterLeasesAsync(CancellationToken cancellationToken)
    {
        var fleet = 1;
        for (var look = 0; ; look++)
        {
            var wait = options.SweepInterval;
            try
            {
                if (look % LooksPerCount == 0)
                {
                    fleet = await CountFleetAsync(cancellationToken).ConfigureAwait(false);
                }

                var (now, next) = await NextRunOutAsync(DateTimeOffset.UnixEpoch, cancellationToken).ConfigureAwait(false);
                if (next <= now || options.SweepForeignAfter is not null)
                {
                    // What stays although its lease is over is nobody's to sweep: it is not looked at all the time, and hides none that stand behind it.
                    var swept = await queue.SweepAsync(cancellationToken).ConfigureAwait(false);
                    next = swept.Expired + swept.Failed + swept.Cancelled > 0 ? now : (await NextRunOutAsync(now, cancellationToken).ConfigureAwait(false)).Next;
                }

                wait = schedule.WaitAfter(now, next, fleet, Random.Shared.NextDouble());
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                HostingLog.TaskSweepFailed(logger, error);
            }

            await Task.Delay(wait, stack.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(DateTimeOffset Now, DateTimeOffset? Next)> NextRunOutAsync(DateTimeOffset from, CancellationToken cancellationToken)
    {
        var found = await stack.Documents
            .QueryAsync(stack.Documents.Root.Parent, TaskQueries.NextRunOut(from).Build(), cancellationToken).ConfigureAwait(false);
        return (found.ReadTime.ToDateTimeOffset(), found.Documents is [var first, ..] ? first.Fields[TaskFields.LeaseExpiresAt].TimestampValue?.ToDateTimeOffset() : null);
    }

    // The processes, about: the instances that beat, of which each has as many as this one. It need not be exact.
    private async Task<int> CountFleetAsync(CancellationToken cancellationToken)
    {
        var root = stack.Documents.Root;
        await stack.SetClockAsync(TaskDocument.Collection, cancellationToken).ConfigureAwait(false);
        var alive = AgentQueries.AliveInstances(root, stack.Clock.Now - LivenessRules.DeadAge(agents.HeartbeatInterval));
        var counted = await stack.Documents.AggregateAsync(root.Documents, alive.BuildCount(), cancellationToken).ConfigureAwait(false);
        return (int)Math.Min(counted.Fields[DocumentQuery.CountAlias].IntegerValue / Math.Max(ownAgents, 1), int.MaxValue);
    }
}
