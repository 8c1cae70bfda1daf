using AgentState.Internal.Agents.Counting;
using AgentState.Internal.Documents;
using AgentState.Internal.Hosting.Workers.Attempts;
using AgentState.Internal.Hosting.Workers.Leases;
using AgentState.Internal.Hosting.Workers.Reporting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Hosting.Workers.Dispatching;

/// <summary>Runs all workers of a registration until the host stops, with one dispatcher and one lease keeper.</summary>
/// <remarks>
/// It drains before any other service stops, so that agents stay registered and send heartbeats until their work is done.
/// </remarks>
internal sealed class TaskWorkerService : IHostedLifecycleService, IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(500);

    // How long a handler may take to return after its token was cancelled by the shutdown.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly IReadOnlyList<TypeQueue> workers;
    private readonly IReadOnlyList<WorkerStatus> statuses;
    private readonly TaskDispatcher dispatcher;
    private readonly DispatcherInbox inbox;
    private readonly LeaseKeeper keeper;
    private readonly HandlerCheck check;
    private readonly CancelWatch cancels;
    private readonly TimeProvider time;
    private readonly CounterStore counters;
    private readonly ILogger logger;
    private readonly IHostApplicationLifetime lifetime;
    private readonly CancellationTokenSource ending = new();
    private Task dispatching = Task.CompletedTask;
    private Task? draining;
    private HandlerThreads? threads;
    private volatile bool isDisposed;

    public TaskWorkerService(
        TaskWorkerParts parts, CounterStore counters, IHostApplicationLifetime lifetime, TimeProvider time, ILogger logger)
    {
        (workers, statuses, dispatcher, inbox) = (parts.Workers, parts.Statuses, parts.Dispatcher, parts.Inbox);
        (keeper, check, cancels) = (parts.Keeper, parts.Check, parts.Cancels);
        (this.counters, this.lifetime, this.time, this.logger) = (counters, lifetime, time, logger);
    }

    /// <summary>Queues the work items that detect a starved pool; null = to the thread pool. Tests set it before the start.</summary>
    internal Action<WaitCallback>? Pool { get; set; }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var worker in workers)
        {
            // A new desired state, or the start of the agent's instance, can unblock a worker.
            worker.Agent.OnChange(() => inbox.Post(new DispatcherMessage.Peek(worker)));
        }

        threads = new HandlerThreads(workers.Sum(worker => worker.Options.Concurrency));
        dispatching = Task.Run(DispatchAsync, CancellationToken.None);
        keeper.Start(recovered: Wake, Pool);
        check.Made = _ => Wake();
        foreach (var worker in workers)
        {
            check.Begin(worker);
        }

        _ = cancels.RunAsync(ending.Token);
        _ = TickAsync(ending.Token);
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => draining ??= DrainAsync(cancellationToken);

    // A host without lifecycle stages calls only this.
    public Task StopAsync(CancellationToken cancellationToken) => draining ??= DrainAsync(cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// For a host that was not stopped: ends the work as far as possible in a short time, while the database client is not yet disposed.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (isDisposed)
        {
            return;
        }

        isDisposed = true;
        if (draining is null)
        {
            inbox.Post(new DispatcherMessage.Stop());
            inbox.Post(new DispatcherMessage.Abandon());
            await EndsWithinAsync(dispatching, Grace).ConfigureAwait(false);
            if (!dispatching.IsCompleted)
            {
                await EndsWithinAsync(keeper.ReleaseAllAsync(), Grace).ConfigureAwait(false);
            }
        }

        await ending.CancelAsync().ConfigureAwait(false);
        check.Dispose();
        keeper.Dispose();
        threads?.Dispose();
        ending.Dispose();
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    // By the system clock: a test that waits for the disposal cannot advance its own clock.
    private static async Task EndsWithinAsync(Task task, TimeSpan patience) =>
        await Task.WhenAny(task, Task.Delay(patience, TimeProvider.System)).ConfigureAwait(false);

    // A message makes the dispatcher's loop check again what it can do.
    private void Wake() => inbox.Post(new DispatcherMessage.Tick());

    // A host whose workers have failed must not appear to run, so it stops.
    private async Task DispatchAsync()
    {
        try
        {
            await dispatcher.RunAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (isDisposed)
        {
            // The database client may be disposed as well.
            HostingLog.WorkersDisposed(logger, error);
        }
        catch (Exception error)
        {
            HostingLog.WorkersFailed(logger, error);
            lifetime.StopApplication();
        }
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        inbox.Post(new DispatcherMessage.Stop());
        var timeout = workers.Count == 0 ? TimeSpan.Zero : workers.Max(worker => worker.Options.ShutdownTimeout);
        await WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
        if (!dispatching.IsCompleted)
        {
            inbox.Post(new DispatcherMessage.Abandon());
            await WaitAsync(Grace, CancellationToken.None).ConfigureAwait(false);
        }

        if (!dispatching.IsCompleted)
        {
            HostingLog.WorkAbandoned(logger, keeper.Count);
            await keeper.ReleaseAllAsync().ConfigureAwait(false);
        }

        await ending.CancelAsync().ConfigureAwait(false);
        keeper.Dispose();
        try
        {
            using var deadline = ShutdownDeadline.Begin();
            await counters.FlushAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is AgentStateException or OperationCanceledException)
        {
            // They are retried when the container is disposed.
            HostingLog.CountersWait(logger, error);
        }
    }

    private async Task WaitAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(dispatching, Task.Delay(patience, time, timer.Token)).ConfigureAwait(false);
        await timer.CancelAsync().ConfigureAwait(false);
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        using var pulse = new PeriodicTimer(TickInterval, time);
        try
        {
            while (await pulse.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                inbox.Post(new DispatcherMessage.Tick());
                foreach (var status in statuses)
                {
                    status.Refresh();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The host has stopped.
        }
    }
}
