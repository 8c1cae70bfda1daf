using System.Collections.Concurrent;

namespace AgentState;

/// <summary>One claimed task in this process: its claim as it stands, how long its lease is sure to last, and whether its work is to stop. Thread-safe.</summary>
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

    /// <param name="claimed">What was claimed.</param>
    /// <param name="worker">Whose it is.</param>
    /// <param name="sentAt">When the claim was sent: the lease runs from then at the latest.</param>
    /// <param name="lease">How long a lease is.</param>
    /// <param name="time">Monotonic time.</param>
    public TaskAttempt(ClaimedTask claimed, TypeQueue worker, long sentAt, TimeSpan lease, TimeProvider time)
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

    public TypeQueue Worker { get; }

    public long ClaimedAt { get; }

    /// <summary>Cancelled when the work is to stop.</summary>
    public CancellationToken Token { get; }

    /// <summary>Completes when the work is to stop. It does not wait for what the handler has registered with its token.</summary>
    public Task Cancelled => cancelled.Task;

    /// <summary>Whether the handler has asked for input, which it is to wait for by an exception.</summary>
    public bool AsksForInput { get; set; }

    /// <summary>Whether the attempt has ended, and its end is stored.</summary>
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

    /// <summary>What is to be committed together with the completion.</summary>
    public ConcurrentQueue<Action<StateBatch>> Extras { get; } = new();

    /// <summary>Whether a renewal is on its way. The keeper's own.</summary>
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

    /// <summary>How long ago the lease was begun that is known to be ours.</summary>
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

    /// <summary>How long the lease is sure to last, from now.</summary>
    public TimeSpan Remaining => lease - SinceRenewal;

    /// <summary>Takes a new lease, which was asked for at that moment.</summary>
    public void Renew(LeaseRenewal renewal, long sentAt)
    {
        lock (gate)
        {
            claim = Later(renewal.Claim);
            renewedAt = Math.Max(renewedAt, sentAt);
        }

        if (renewal.CancelRequestedAt is not null)
        {
            Cancel(TaskCancellationReason.CancelRequested);
        }
    }

    /// <summary>Goes on with the claim as a write of its own has left it, so that the next one needs no read.</summary>
    public void Adopt(TaskClaim next)
    {
        lock (gate)
        {
            claim = Later(next);
        }
    }

    /// <summary>Stops the work. The first reason is the one that is told.</summary>
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

            // What the handler does about it takes its own time, not the caller's.
            _ = cancellation.CancelAsync();
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            isOver = true;

            // A handler that does not stop may still use its token.
            if (reason is null)
            {
                cancellation.Dispose();
            }
        }
    }

    // A renewal and a note may overtake each other.
    private TaskClaim Later(TaskClaim next) =>
        next.Version is { } version && claim.Version is { } current && version.ToTimestamp() < current.ToTimestamp() ? claim : next;
}
