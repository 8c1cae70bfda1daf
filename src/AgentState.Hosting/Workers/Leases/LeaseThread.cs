using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Hosting.Workers.Leases;

/// <summary>Calls a callback at an interval on a dedicated thread, so that handlers that block pool threads do not delay it.</summary>
/// <remarks>It also measures whether the pool still runs work items, because the callback's calls need the pool.</remarks>
internal sealed class LeaseThread : IDisposable
{
    // Far above the delay of a pool with a free thread, and far below a lease.
    private static readonly TimeSpan LateAfter = TimeSpan.FromSeconds(1);

    private readonly object gate = new();
    private readonly TimeSpan interval;
    private readonly TimeProvider time;
    private readonly Action tick;
    private readonly Action<WaitCallback> queue;
    private readonly ILogger logger;
    private readonly ITimer timer;
    private long last;
    private bool isSignalled;
    private bool isEnding;
    private long? sentAt;
    private volatile bool isLate;

    /// <param name="interval">The time between two calls.</param>
    /// <param name="time">The clock of the interval.</param>
    /// <param name="tick">The callback. Its exceptions are logged.</param>
    /// <param name="logger">Logs delays and exceptions.</param>
    /// <param name="queue">Queues a work item; null = to the thread pool.</param>
    public LeaseThread(TimeSpan interval, TimeProvider time, Action tick, ILogger logger, Action<WaitCallback>? queue = null)
    {
        (this.interval, this.time, this.tick, this.logger) = (interval, time, tick, logger);
        this.queue = queue ?? (static callback => ThreadPool.UnsafeQueueUserWorkItem(callback, state: null));

        last = time.GetTimestamp();

        // The thread waits by the system clock. The timer signals it for a time provider that runs differently, such as one of a test.
        timer = time.CreateTimer(_ => Signal(), state: null, interval, interval);
        new Thread(Run) { IsBackground = true, Name = "AgentState leases" }.UnsafeStart();
    }

    /// <summary>Whether the pool runs work items too late: the answer to a call sent now may not be processed in time.</summary>
    public bool IsLate => isLate;

    /// <summary>Called when the pool runs work items in time again.</summary>
    public Action Recovered { get; set; } = static () => { };

    public void Dispose()
    {
        timer.Dispose();
        lock (gate)
        {
            isEnding = true;
            Monitor.Pulse(gate);
        }
    }

    private void Signal()
    {
        lock (gate)
        {
            isSignalled = true;
            Monitor.Pulse(gate);
        }
    }

    private void Run()
    {
        // A wait may end slightly early. Without this tolerance the call would then be one interval late.
        var due = interval * 0.9;
        while (Wait(interval < LateAfter ? interval : LateAfter))
        {
            try
            {
                CheckPool();

                // Read once, because the time between two reads would be lost.
                var now = time.GetTimestamp();
                if (time.GetElapsedTime(last, now) >= due)
                {
                    last = now;
                    tick();
                }
            }
            catch (Exception error)
            {
                // An unhandled exception on this thread would end the process.
                HostingLog.RenewalFailed(logger, error);
            }
        }
    }

    // False after Dispose.
    private bool Wait(TimeSpan longest)
    {
        var asleep = TimeProvider.System.GetTimestamp();
        lock (gate)
        {
            if (!isSignalled && !isEnding)
            {
                Monitor.Wait(gate, longest);
            }

            isSignalled = false;
        }

        var overslept = TimeProvider.System.GetElapsedTime(asleep) - longest;
        if (overslept > LateAfter)
        {
            HostingLog.RenewalsLate(logger, overslept, "the process was suspended, or got no processor time");
        }

        return !isEnding;
    }

    // By the system clock, because the pool does not use the registered time provider.
    private void CheckPool()
    {
        long? sent;
        lock (gate)
        {
            sent = sentAt;
            sentAt ??= TimeProvider.System.GetTimestamp();
        }

        if (sent is { } at)
        {
            if (!isLate && TimeProvider.System.GetElapsedTime(at) > LateAfter)
            {
                isLate = true;
                HostingLog.RenewalsLate(
                    logger,
                    TimeProvider.System.GetElapsedTime(at),
                    $"the thread pool is starved: {ThreadPool.ThreadCount} threads are busy, " +
                    $"{ThreadPool.PendingWorkItemCount} work items wait. No tasks are claimed until they run; do not block threads");
            }

            return;
        }

        if (isLate)
        {
            isLate = false;
            Recovered();
        }

        queue(_ => Answer());
    }

    private void Answer()
    {
        lock (gate)
        {
            sentAt = null;
        }
    }
}
