using System.Collections.Concurrent;
using AgentState.Internal.Tasks;
using AgentState.Internal.Tasks.Claiming;

namespace AgentState.Internal.Hosting.Workers;

/// <summary>One claimed task in this process: its current claim, its remaining lease time and its cancellation. Thread-safe.</summary>
internal sealed class TaskAttempt : IDisposable
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource cancellation = new();
    private readonly TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider time;
    private readonly TimeSpan lease;
    private TaskClaim claim;
    private TaskCancellationReason? reason;
    private long renewedAt;
    private bool isOver;

    /// <param name="claimed">The claimed task.</param>
    /// <param name="worker">The worker that claimed it.</param>
    /// <param name="sentAt">When the claim was sent. The lease began no earlier.</param>
    /// <param name="lease">The duration of a lease.</param>
    /// <param name="time">The monotonic clock.</param>
    public TaskAttempt(WonClaim claimed, TaskWorker worker, long sentAt, TimeSpan lease, TimeProvider time)
    {
        Task = claimed.Task;
        Worker = worker;
        claim = claimed.Claim;
        ClaimedAt = renewedAt = sentAt;
        this.lease = lease;
        this.time = time;
        Token = cancellation.Token;
    }

    public AgentTask Task { get; }

    public TaskWorker Worker { get; }

    public long ClaimedAt { get; }

    /// <summary>The handler's token; cancelled when the handler must stop.</summary>
    public CancellationToken Token { get; }

    /// <summary>Completes when the handler must stop, without waiting for callbacks that are registered with its token.</summary>
    public Task Cancelled => cancelled.Task;

    /// <summary>Whether the handler has called WaitForInput, so that it must throw the returned exception.</summary>
    public bool AsksForInput { get; set; }

    /// <summary>Whether the attempt has ended and its outcome is stored.</summary>
    public bool IsOver
    {
        get
        {
            lock (gate)
            {
                return isOver;
            }
        }
    }

    /// <summary>The writes to commit together with the completion.</summary>
    public ConcurrentQueue<Action<StateBatch>> Extras { get; } = new();

    /// <summary>Receives the calls of the handler to its context; null = none.</summary>
    public ITaskContextObserver? Observer { get; init; }

    /// <summary>Whether a renewal is in flight. Only the lease keeper uses it.</summary>
    public bool IsRenewing { get; set; }

    public TaskClaim Claim
    {
        get
        {
            lock (gate)
            {
                return claim;
            }
        }
    }

    public TaskCancellationReason? CancellationReason
    {
        get
        {
            lock (gate)
            {
                return reason;
            }
        }
    }

    /// <summary>The time since the last confirmed claim or renewal was sent.</summary>
    public TimeSpan SinceRenewal
    {
        get
        {
            lock (gate)
            {
                return time.GetElapsedTime(renewedAt);
            }
        }
    }

    /// <summary>The time for which the lease is guaranteed to last.</summary>
    public TimeSpan Remaining => lease - SinceRenewal;

    /// <summary>Applies a renewal that was sent at the given time.</summary>
    public void Renew(RenewedLease renewal, long sentAt)
    {
        lock (gate)
        {
            claim = claim.LaterOf(renewal.Claim);
            renewedAt = Math.Max(renewedAt, sentAt);
        }

        if (renewal.CancelRequestedAt is not null)
        {
            Cancel(TaskCancellationReason.CancelRequested);
        }
    }

    /// <summary>Uses the claim that a write of this attempt has returned, so that the next write needs no read.</summary>
    public void Adopt(TaskClaim next)
    {
        lock (gate)
        {
            claim = claim.LaterOf(next);
        }
    }

    /// <summary>Cancels the handler's token. The first reason is kept.</summary>
    public void Cancel(TaskCancellationReason why)
    {
        lock (gate)
        {
            if (reason is not null || isOver)
            {
                return;
            }

            reason = why;
            cancelled.TrySetResult();

            // Not awaited, so that callbacks of the handler do not block the caller.
            _ = cancellation.CancelAsync();
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            isOver = true;

            // After a cancellation a handler that does not stop may still use its token.
            if (reason is null)
            {
                cancellation.Dispose();
            }
        }
    }
}
