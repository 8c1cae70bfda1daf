using AgentState.Internal.Agents;
using AgentState.Internal.Agents.Stored;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Tasks;
using AgentState.Internal.Tasks.Stored;
using AgentState.Internal.Tasks.Sweeping;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Hosting.Workers.Sweeping;

/// <summary>Sweeps expired leases and due tasks. Any number of processes may run it.</summary>
/// <remarks>
/// A listener reports when the next task is due. The lease that expires next determines the time of the next check. So an idle fleet costs
/// almost nothing.
/// </remarks>
internal sealed class TaskSweepService : BackgroundService
{
    // The fleet is counted again after this number of checks.
    private const int ProbesPerCount = 10;

    private readonly DocumentStack stack;
    private readonly TaskSweeper sweeper;
    private readonly TaskOptions options;
    private readonly AgentOptions agents;
    private readonly SweepSchedule schedule;
    private readonly DueWatch due;
    private readonly ILogger logger;
    private readonly int ownAgents;

    public TaskSweepService(
        DocumentStack stack, TaskSweeper sweeper, AgentStateOptions options, DueWatch due, int ownAgents, ILogger logger)
    {
        (this.stack, this.sweeper, this.due, this.ownAgents, this.logger) = (stack, sweeper, due, ownAgents, logger);
        (this.options, agents) = (options.Tasks, options.Agents);
        schedule = new SweepSchedule(options.Tasks.LeaseDuration, options.Tasks.SweepInterval);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(WatchLeasesAsync(stoppingToken), due.RunAsync(stoppingToken)).ConfigureAwait(false);
        }
        catch (Exception error)
            when (stoppingToken.IsCancellationRequested && error is OperationCanceledException or ObjectDisposedException)
        {
            // A host that is disposed without being stopped logs a service as failed if it ends with any exception.
        }
    }

    private async Task WatchLeasesAsync(CancellationToken cancellationToken)
    {
        var fleet = 1;
        for (var probe = 0; ; probe++)
        {
            var wait = options.SweepInterval;
            try
            {
                if (probe % ProbesPerCount == 0)
                {
                    fleet = await CountFleetAsync(cancellationToken).ConfigureAwait(false);
                }

                var (now, next) = await NextRunOutAsync(DateTimeOffset.UnixEpoch, cancellationToken).ConfigureAwait(false);
                if (next <= now || options.SweepOtherClientsAfter is not null)
                {
                    // The sweep cannot change tasks that are left with an expired lease. The next query starts behind them, so that they
                    // neither cause continuous checks nor hide later leases.
                    var swept = await sweeper.SweepAsync(cancellationToken).ConfigureAwait(false);
                    next = swept.Expired + swept.Failed + swept.Cancelled > 0
                        ? now
                        : (await NextRunOutAsync(now, cancellationToken).ConfigureAwait(false)).Next;
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
        var next = found.Documents is [var first, ..]
            ? first.Fields[TaskFields.LeaseExpiresAt].TimestampValue?.ToDateTimeOffset()
            : null;
        return (found.ReadTime.ToDateTimeOffset(), next);
    }

    // Estimates the number of processes: live instances divided by the agents of this process. It need not be exact.
    private async Task<int> CountFleetAsync(CancellationToken cancellationToken)
    {
        var root = stack.Documents.Root;
        await stack.SetClockAsync(TaskDocument.Collection, cancellationToken).ConfigureAwait(false);
        var alive = AgentQueries.AliveInstances(root, stack.Clock.Now - LivenessRules.DeadAge(agents.HeartbeatInterval));
        var counted = await stack.Documents.AggregateAsync(root.Documents, alive.BuildCount(), cancellationToken).ConfigureAwait(false);
        return (int)Math.Min(counted.Fields[DocumentQuery.CountAlias].IntegerValue / Math.Max(ownAgents, 1), int.MaxValue);
    }
}
