using AgentState.Internal.Activities;
using AgentState.Internal.Agents.Counting;
using AgentState.Internal.Agents.Instances;
using AgentState.Internal.Diagnostics;
using AgentState.Internal.Hosting.Workers;
using AgentState.Internal.Hosting.Workers.Attempts;
using AgentState.Internal.Hosting.Workers.Dispatching;
using AgentState.Internal.Hosting.Workers.Leases;
using AgentState.Internal.Hosting.Workers.Reporting;
using AgentState.Internal.Hosting.Workers.Sweeping;
using AgentState.Internal.Tasks.Administration;
using AgentState.Internal.Tasks.Completing;
using AgentState.Internal.Tasks.Partitions;
using AgentState.Internal.Tasks.Queueing;
using AgentState.Internal.Tasks.Renewing;
using AgentState.Internal.Tasks.Sweeping;
using AgentState.Internal.Watching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using static AgentState.Internal.DependencyInjection.KeyedServices;

namespace AgentState.Internal.Hosting.Registration;

/// <summary>Creates the hosted services of a registration's workers from the container.</summary>
internal static class TaskWorkerFactory
{
    public static TaskWorkerService MakeService(IServiceProvider services, string serviceKey)
    {
        var logger = GuardedLogger<TaskWorkerService>.From(services.GetRequiredService<ILoggerFactory>());
        return new TaskWorkerService(
            MakeParts(services, serviceKey, logger),
            Internal<CounterStore>(services, serviceKey),
            services.GetRequiredService<IHostApplicationLifetime>(),
            StackOf(services, serviceKey).Time,
            logger);
    }

    public static TaskSweepService MakeSweep(IServiceProvider services, string serviceKey)
    {
        var stack = StackOf(services, serviceKey);
        var options = OptionsOf(services, serviceKey);
        var sweeper = Internal<TaskSweeper>(services, serviceKey);
        var logger = GuardedLogger<TaskSweepService>.From(services.GetRequiredService<ILoggerFactory>());
        var due = new DueWatch(
            stack,
            Internal<ListenerHub>(services, serviceKey),
            sweeper,
            Internal<WorkMeter>(services, serviceKey),
            options.Tasks,
            logger);
        var ownAgents = RegistrationsOf(services, serviceKey).Select(worker => worker.AgentId).Distinct(StringComparer.Ordinal).Count();
        return new TaskSweepService(stack, sweeper, options, due, ownAgents, logger);
    }

    private static TaskWorkerParts MakeParts(IServiceProvider services, string serviceKey, ILogger logger)
    {
        var stack = StackOf(services, serviceKey);
        var time = stack.Time;
        var all = OptionsOf(services, serviceKey);
        var options = all.Tasks;
        var factory = Internal<CompletionFactory>(services, serviceKey);
        var listeners = Internal<ListenerHub>(services, serviceKey);
        var claims = Internal<ClaimServices>(services, serviceKey);
        var taskBatch = claims.Batch;
        var workers = MakeQueues(services, serviceKey, time);
        var keeper = new LeaseKeeper(Internal<TaskRenewals>(services, serviceKey), taskBatch, factory, options, time, logger);
        var check = new HandlerCheck(services, time, logger);
        var completion = new AttemptCompletion(stack, factory, Internal<ActivityForm>(services, serviceKey), logger);
        var outcomes = new OutcomeRules(factory, completion, check, logger);
        var runner = new AttemptRunner(services, stack, Internal<ClaimSteps>(services, serviceKey), outcomes, logger);
        var inbox = new DispatcherInbox(time);
        var search = new ClaimSearch(stack, all.Agents, claims.Policy, claims.Limited, taskBatch, logger);
        var completions = new PendingCompletions(inbox, keeper, factory, logger);
        var setting = new DispatcherSetting(options, keeper, Internal<WorkMeter>(services, serviceKey), time);
        var dispatcher = new TaskDispatcher(
            workers,
            new TypeClaims(search, inbox, time, logger),
            taskBatch,
            completions,
            new AttemptStarter(runner, completions, inbox, setting),
            inbox,
            setting);
        var watches = workers.ToDictionary(
            worker => worker, worker => new IdleWatch(worker, stack, listeners, taskBatch, inbox, options, logger));
        dispatcher.Listen = (worker, isOpen) => watches[worker].Set(isOpen);
        return new TaskWorkerParts
        {
            Workers = workers,
            Statuses = MakeStatuses(workers, Internal<SharedStatus>(services, serviceKey), time, logger),
            Dispatcher = dispatcher,
            Inbox = inbox,
            Keeper = keeper,
            Check = check,
            Cancels = new CancelWatch(stack, listeners, Internal<CancelNotices>(services, serviceKey), keeper, logger),
        };
    }

    private static List<TypeQueue> MakeQueues(IServiceProvider services, string serviceKey, TimeProvider time) =>
    [
        .. RegistrationsOf(services, serviceKey).Select(registration => new TypeQueue(
            registration,
            services.GetRequiredKeyedService<HostedAgent>(registration.AgentId),
            OptionsOf(services, serviceKey).Tasks.ToPartitionStrategy(),
            time)),
    ];

    private static List<WorkerStatus> MakeStatuses(
        IEnumerable<TypeQueue> workers, SharedStatus status, TimeProvider time, ILogger logger) =>
    [
        .. workers.GroupBy(worker => worker.Agent)
            .Select(group => new WorkerStatus(group.Key, () => group.Any(worker => worker.RunningCount > 0), status, time, logger)),
    ];

    private static IEnumerable<TaskWorkerRegistration> RegistrationsOf(IServiceProvider services, string serviceKey) =>
        services.GetServices<TaskWorkerRegistration>().Where(registration => registration.ServiceKey == serviceKey);
}
