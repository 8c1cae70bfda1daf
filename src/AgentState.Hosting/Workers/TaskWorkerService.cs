using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentState;

/// <summary>
/// Runs all workers of a registration for the life of the host: one dispatcher, one keeper of leases. It drains before any other service stops, so that agents go on beating
/// and are registered until their work is done.
/// </summary>
internal sealed class TaskWorkerService : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan TidyInterval = TimeSpan.FromSeconds(1);

    // What a handler may take to let go, once it is told to.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly IReadOnlyList<WorkerState> workers;
    private readonly IReadOnlyList<WorkerStatus> statuses;
    private readonly TaskDispatcher dispatcher;
    private readonly LeaseKeeper keeper;
    private readonly TimeProvider time;
    private readonly AgentCounters counters;
    private readonly ILogger logger;
    private readonly IHostApplicationLifetime lifetime;
    private readonly CancellationTokenSource ending = new();
    private Task dispatching = Task.CompletedTask;
    private Task? draining;

    public TaskWorkerService(IServiceProvider services, string name)
    {
        var stack = services.GetRequiredKeyedService<DocumentStack>(name);
        var all = services.GetRequiredService<IOptionsMonitor<AgentStateOptions>>().Get(name);
        var options = all.Tasks;
        var ends = services.GetRequiredKeyedService<TaskEnds>(name);
        var listeners = services.GetRequiredKeyedService<SharedListeners>(name);
        time = stack.Time;
        counters = services.GetRequiredKeyedService<AgentCounters>(name);
        lifetime = services.GetRequiredService<IHostApplicationLifetime>();
        logger = services.GetRequiredService<ILogger<TaskWorkerService>>();
        workers =
        [
            .. services.GetServices<TaskWorkerRegistration>().Where(registration => registration.Name == name)
                .Select(registration => new WorkerState(registration, services.GetRequiredKeyedService<HostedAgent>(registration.AgentId), time)),
        ];
        var claims = services.GetRequiredKeyedService<TaskClaims>(name);
        var exchange = claims.Exchange;
        var registry = name.Length == 0 ? services.GetRequiredService<IAgentRegistry>() : services.GetRequiredKeyedService<IAgentRegistry>(name);
        statuses = [.. workers.GroupBy(worker => worker.Agent).Select(group => new WorkerStatus(group.Key, [.. group], registry, time, logger))];
        keeper = new LeaseKeeper(new TaskRenewals(stack, options), exchange, ends, options, time, logger);
        var runner = new AttemptRunner(services, stack, new ClaimSteps(stack, options), ends, services.GetRequiredKeyedService<ActivityForm>(name), logger);
        var inbox = new DispatcherInbox(time);
        dispatcher = new TaskDispatcher(
            workers,
            new TaskFinder(stack, all.Agents, claims.Gate, claims.One, exchange, logger),
            exchange,
            new EndsInHand(inbox, keeper, ends, logger),
            runner,
            keeper,
            inbox,
            services.GetRequiredKeyedService<WorkMeter>(name),
            options,
            time,
            logger);
        var watches = workers.ToDictionary(
            worker => worker, worker => new DryWatch(worker, stack, listeners, exchange, dispatcher, options, logger));
        dispatcher.DryChanged = (worker, isDry) => watches[worker].Set(isDry);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var worker in workers)
        {
            // What an agent is wanted to do, or that it is there at last, may be what a worker has waited for.
            worker.Agent.OnChange(() => dispatcher.Peek(worker));
        }

        dispatching = Task.Run(DispatchAsync, CancellationToken.None);
        _ = keeper.RunAsync(ending.Token);
        _ = TidyAsync();
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => draining ??= DrainAsync(cancellationToken);

    // Where the host knows nothing of stages, this is the only call.
    public Task StopAsync(CancellationToken cancellationToken) => draining ??= DrainAsync(cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => ending.Dispose();

    // A host whose workers work no more must not look as if they did.
    private async Task DispatchAsync()
    {
        try
        {
            await dispatcher.RunAsync().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            HostingLog.WorkersFailed(logger, error);
            lifetime.StopApplication();
        }
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        dispatcher.Stop();
        await WaitAsync(workers.Count == 0 ? TimeSpan.Zero : workers.Max(worker => worker.Options.ShutdownTimeout), cancellationToken).ConfigureAwait(false);
        if (!dispatching.IsCompleted)
        {
            dispatcher.Abandon();
            await WaitAsync(Grace, CancellationToken.None).ConfigureAwait(false);
        }

        if (!dispatching.IsCompleted)
        {
            HostingLog.WorkAbandoned(logger, keeper.Count);
            await keeper.ReleaseAllAsync().ConfigureAwait(false);
        }

        await ending.CancelAsync().ConfigureAwait(false);
        try
        {
            using var deadline = Farewell.Begin();
            await counters.FlushAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is AgentStateException or OperationCanceledException)
        {
            // They are tried again when the container is disposed.
            HostingLog.CountersWait(logger, error);
        }
    }

    private async Task WaitAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(dispatching, Task.Delay(patience, time, timer.Token)).ConfigureAwait(false);
        await timer.CancelAsync().ConfigureAwait(false);
    }

    private async Task TidyAsync()
    {
        using var pulse = new PeriodicTimer(TidyInterval, time);
        try
        {
            while (await pulse.WaitForNextTickAsync(ending.Token).ConfigureAwait(false))
            {
                dispatcher.Tidy();
                dispatcher.Post(() =>
                {
                    foreach (var status in statuses)
                    {
                        status.Look();
                    }
                });
            }
        }
        catch (OperationCanceledException)
        {
            // The host has stopped.
        }
    }
}
