using AgentState.Internal.Documents;
using AgentState.Internal.Tasks.Renewing;
using AgentState.Internal.Tasks.Stored;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Hosting.Workers;

/// <summary>
/// The pending updates of an attempt: progress, checkpoint and usage, stored together at most once a second. Thread-safe.
/// </summary>
/// <remarks>
/// A write starts one second after the first pending update. The remaining updates are stored before the outcome of the attempt. Each
/// update is stored once, and only while the claim holds the task.
/// </remarks>
internal sealed class PendingUpdates(TaskAttempt attempt, ClaimSteps steps, TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly SemaphoreSlim turn = new(initialCount: 1);
    private ITimer? timer;
    private ClaimUpdate pending = ClaimUpdate.None;
    private SentUpdates? sent;
    private bool isOver;
    private bool isLost;

    private bool IsEmpty => sent is null && pending.IsEmpty;

    /// <summary>Adds an update. If the lease is lost, the update is dropped.</summary>
    /// <exception cref="InvalidOperationException">The attempt has ended.</exception>
    /// <exception cref="StateLimitException">The task's document would be too large with it; earlier updates are kept.</exception>
    public void Add(Func<ClaimUpdate, ClaimUpdate> add)
    {
        var task = attempt.Claim.Claimed ?? attempt.Task;
        lock (gate)
        {
            if (isOver)
            {
                throw new InvalidOperationException(
                    $"Attempt {attempt.Task.Attempt} at task '{attempt.Task.Id}' has ended. " +
                    "Report progress, checkpoints and usage before the handler returns.");
            }

            if (isLost)
            {
                return;
            }

            var next = add(pending);
            TaskSizeGuard.Check(next.On(sent is null ? task : sent.Update.On(task)), next.Largest);
            attempt.Observer?.Updated(add(ClaimUpdate.None));
            var isFirst = IsEmpty;
            pending = next;
            if (isFirst)
            {
                SetTimer();
            }
        }
    }

    /// <summary>Refuses further updates, and writes the remaining ones until the database stores or refuses them. Never throws.</summary>
    public async Task CloseAsync()
    {
        lock (gate)
        {
            isOver = true;
        }

        var isSettled = true;
        while (!IsDone())
        {
            if (!isSettled)
            {
                await Task.Delay(Interval, time, CancellationToken.None).ConfigureAwait(false);
            }

            isSettled = await WriteAsync().ConfigureAwait(false);
        }
    }

    public void Dispose() => timer?.Dispose();

    // One write at a time: the last one if its result is unknown, else the updates gathered since. False if the result is still unknown.
    private async Task<bool> WriteAsync()
    {
        await turn.WaitAsync().ConfigureAwait(false);
        try
        {
            return Take() is not { } updates || await SendAsync(updates).ConfigureAwait(false);
        }
        finally
        {
            GoOn();
            turn.Release();
        }
    }

    private async Task<bool> SendAsync(SentUpdates updates)
    {
        try
        {
            attempt.Adopt(await steps
                .UpdateAsync(attempt.Claim, updates.Update, updates.WriteId, updates.IsRepeat, CancellationToken.None)
                .ConfigureAwait(false));
            Settle(isLost: false);
        }
        catch (Exception error) when (error is LeaseLostException or TaskEndedException or StateNotFoundException)
        {
            // With TaskEndedException the handler has ended the task itself; otherwise another worker or client has it.
            if (error is not TaskEndedException)
            {
                attempt.Cancel(TaskCancellationReason.LeaseLost);
            }

            Settle(isLost: true);
        }
        catch (AgentStateException error) when (error is not StateLimitException)
        {
            HostingLog.UpdatesWait(logger, attempt.Task.Id, error);
            lock (gate)
            {
                sent = updates with { IsRepeat = true };
            }

            return false;
        }
        catch (Exception error)
        {
            // For example, another client has filled the document. The outcome of the attempt may still fit.
            HostingLog.UpdatesDropped(logger, attempt.Task.Id, error);
            Settle(isLost: false);
        }

        return true;
    }

    private SentUpdates? Take()
    {
        lock (gate)
        {
            if (sent is null && !pending.IsEmpty)
            {
                sent = new SentUpdates(pending, DocumentIds.New(), IsRepeat: false);
                pending = ClaimUpdate.None;
            }

            return sent;
        }
    }

    private void Settle(bool isLost)
    {
        lock (gate)
        {
            sent = null;
            this.isLost |= isLost;
            pending = this.isLost ? ClaimUpdate.None : pending;
        }
    }

    private bool IsDone()
    {
        lock (gate)
        {
            return IsEmpty;
        }
    }

    private void GoOn()
    {
        lock (gate)
        {
            if (!IsEmpty && !isOver)
            {
                SetTimer();
            }
        }
    }

    private void SetTimer()
    {
        timer ??= time.CreateTimer(_ => _ = WriteAsync(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(Interval, Timeout.InfiniteTimeSpan);
    }
}
