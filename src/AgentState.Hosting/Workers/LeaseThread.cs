using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// Calls something at an interval on a thread of its own: handlers that block every thread of the pool do not hold it up. It also measures
/// whether the pool still runs what it is given, since the calls themselves need it.
/// </summary>
internal sealed class LeaseThread : IDisposable
{
    // Far above what a pool takes that has a free thread, far below a lease.
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

    /// <param name="interval">How long between two calls.</param>
    /// <param name="time">Whose time the interval is.</param>
    /// <param name="tick">What to call. What it throws is logged.</param>
    /// <param name="logger">Where lateness is logged.</param>
    /// <param name="queue">Has something run by the pool.</param>
    public LeaseThread(TimeSpan interval, TimeProvider time, Action tick, ILogger logger, Action<WaitCallback>? queue = null)
    {
        (this.interval, this.time, this.tick, this.logger) = (interval, time, tick, logger);
        this.queue = queue ?? (static callback => ThreadPool.UnsafeQueueUserWorkItem(callback, state: null));

        last = time.GetTimestamp();

        // The thread waits by itself. The timer is for a provider whose time does not pass as the machine's does.
        timer = time.CreateTimer(_ => Signal(), state: null, interval, interval);
        new Thread(Run) { IsBackground = true, Name = "AgentState leases" }.UnsafeStart();
    }

    /// <summary>Whether the pool does not run what it is given: a call that is sent now may not be answered in time.</summary>
    public bool IsLate => isLate;

    /// <summary>Called when the pool runs again what it is given.</summary>
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
        // A wait may end a little early; the next one would end an interval late.
        var due = interval * 0.9;
        while (Wait(interval < LateAfter ? interval : LateAfter))
        {
            try
            {
                CheckPool();

                // Read once: time that passes between two readings would be lost.
                var now = time.GetTimestamp();
                if (time.GetElapsedTime(last, now) >= due)
                {
                    last = now;
                    tick();
                }
            }
            catch (Exception error)
            {
                // What is thrown here would end the process.
                HostingLog.RenewalFailed(logger, error);
            }
        }
    }

    // False: it is over.
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
            HostingLog.RenewalsLate(logger, overslept, "the process was suspended, or has no processor time");
        }

        return !isEnding;
    }

    // By the machine's own time, as that is what the pool lives in.
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
                    $"{ThreadPool.PendingWorkItemCount} work items wait. Nothing is claimed until they run; do not block threads");
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
