using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>Sends the heartbeats of all instances of this process.</summary>
/// <remarks>
/// Heartbeats that are due within a tenth of their interval share a call, so a thousand instances need only a few calls. Each heartbeat is
/// a separate write with a separate outcome.
/// </remarks>
internal sealed class Heartbeats(DocumentStack stack, ILogger logger) : IAsyncDisposable, IDisposable
{
    // The limit of Firestore for one batch write.
    private const int MaxWrites = 500;

    private const double Slack = 0.1;

    private readonly Lock gate = new();
    private readonly List<AgentInstance> instances = [];
    private readonly CancellationTokenSource ending = new();
    private TaskCompletionSource awakened = NewSource();
    private bool running;
    private bool disposed;

    /// <summary>Starts the heartbeats of an instance.</summary>
    public void Start(AgentInstance instance)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            instances.Add(instance);
            if (!running)
            {
                running = true;
                using var suppressed = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
                _ = Task.Run(RunAsync);
            }
        }

        Wake();
    }

    /// <summary>Stops the heartbeats of an instance and deletes its document.</summary>
    public async Task StopAsync(AgentInstance instance)
    {
        if (Forget(instance))
        {
            await DeregisterAllAsync([instance]).ConfigureAwait(false);
        }
    }

    /// <summary>Recomputes the next due time after a change of an instance.</summary>
    public void Wake()
    {
        lock (gate)
        {
            awakened.TrySetResult();
        }
    }

    public async ValueTask DisposeAsync()
    {
        AgentInstance[] left;
        lock (gate)
        {
            if (disposed)
            {
                return;
            }

            disposed = true;
            left = [.. instances];
            instances.Clear();
        }

        foreach (var instance in left)
        {
            instance.Lose(AgentInstanceLoss.Stopped);
        }

        await ending.CancelAsync().ConfigureAwait(false);
        await DeregisterAllAsync(left).ConfigureAwait(false);
        ending.Dispose();
    }

    // Blocks, so that a container that is disposed synchronously also deletes the documents of its instances.
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task RunAsync()
    {
        while (true)
        {
            Task change;
            lock (gate)
            {
                if (instances.Count == 0)
                {
                    running = false;
                    return;
                }

                awakened = NewSource();
                change = awakened.Task;
            }

            var wait = SendDue();
            using var timer = new CancellationTokenSource();
            await Task.WhenAny(change, Task.Delay(wait, stack.Time, timer.Token)).ConfigureAwait(false);
            await timer.CancelAsync().ConfigureAwait(false);
        }
    }

    // Starts sending the due heartbeats and returns the time until the next one. Does not wait for the calls, so that a call that hangs
    // does not delay the heartbeats of other instances.
    private TimeSpan SendDue()
    {
        var now = stack.Time.GetTimestamp();
        AgentInstance[] all;
        lock (gate)
        {
            all = [.. instances];
        }

        foreach (var instance in all)
        {
            instance.CheckLoss(now);
        }

        if (all.Any(instance => instance.IsDue(now, slack: 0)))
        {
            foreach (var due in all.Where(instance => instance.IsDue(now, Slack)).Chunk(MaxWrites))
            {
                Array.ForEach(due, static instance => instance.Begin());
                _ = SendAsync(due, now);
            }
        }

        var next = all.Min(static instance => instance.NextAt());
        return next is null or long.MaxValue
            ? Timeout.InfiniteTimeSpan
            : TimeSpan.FromMilliseconds(
                Math.Clamp(Math.Ceiling(stack.Time.GetElapsedTime(now, next.Value).TotalMilliseconds), 1, int.MaxValue));
    }

    private async Task SendAsync(AgentInstance[] due, long now)
    {
        try
        {
            // Give up when the next heartbeat is due, because it replaces this one.
            using var deadline = new CancellationTokenSource(due.Min(instance => instance.HeartbeatInterval), stack.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, ending.Token);
            var beats = due.Select(instance => InstanceDocument.Beat(instance.Name, stack.Clock.Now)).ToList();
            var outcomes = await stack.Documents.BatchWriteAsync(beats, either.Token).ConfigureAwait(false);
            for (var i = 0; i < due.Length; i++)
            {
                Settle(due[i], outcomes[i], now);
            }
        }
        catch (Exception error)
        {
            // Catch every exception: without Miss, the instance would never send a heartbeat again.
            Log.HeartbeatsMissed(logger, due.Length, error);
            var missedAt = stack.Time.GetTimestamp();
            Array.ForEach(due, instance => instance.Miss(missedAt));
        }

        Wake();
    }

    private void Settle(AgentInstance instance, WriteOutcome outcome, long sentAt)
    {
        if (outcome is { Kind: OutcomeKind.Applied, Result.UpdateTime: { } at })
        {
            instance.Confirm(sentAt, at.ToDateTimeOffset());
            return;
        }

        instance.Miss(stack.Time.GetTimestamp());
        if (outcome is { Kind: OutcomeKind.Conflict } or { Kind: OutcomeKind.Unknown })
        {
            instance.Begin();
            _ = RestoreAsync(instance);
        }
        else
        {
            Log.HeartbeatsMissed(logger, 1, outcome.Error);
        }
    }

    // The document was deleted: by a sweep during an outage, by a later instance, or by another client. The agent's document shows whether
    // the instance was replaced or the agent was deregistered. Otherwise the instance creates its document again.
    private async Task RestoreAsync(AgentInstance instance)
    {
        var sentAt = stack.Time.GetTimestamp();
        try
        {
            using var deadline = new CancellationTokenSource(instance.HeartbeatInterval, stack.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, ending.Token);
            var agentName = AgentWrites.NameOf(stack.Documents.Root, instance.AgentId);
            var found = await stack.Documents.GetAsync([agentName], either.Token).ConfigureAwait(false);
            instance.Observe(found[0].Document is { } document ? AgentDocument.ReadLeniently(document) : null);
            if (instance.Loss is null or AgentInstanceLoss.HeartbeatLost)
            {
                var start = InstanceDocument.Start(
                    stack.Documents.Root,
                    instance.Name,
                    instance.AgentId,
                    instance.Epoch,
                    instance.HeartbeatInterval,
                    stack.Clock.Now,
                    instance.IsBusy);
                var result = await stack.Writer.WriteAsync(StateChange.Create(start), either.Token).ConfigureAwait(false);
                instance.Confirm(sentAt, (result.Written?.UpdateTime ?? result.Before.Document!.UpdateTime).ToDateTimeOffset());
                Log.InstanceRestored(logger, instance.InstanceId, instance.AgentId);
            }

            if (instance.Loss is AgentInstanceLoss.Stopped)
            {
                // The instance was disposed while its document was being created again.
                await DeregisterAllAsync([instance]).ConfigureAwait(false);
            }
        }
        catch (Exception error)
        {
            Log.HeartbeatsMissed(logger, 1, error);
            instance.Miss(stack.Time.GetTimestamp());
        }

        Wake();
    }

    private async Task DeregisterAllAsync(AgentInstance[] leaving)
    {
        using var deadline = ShutdownDeadline.Begin();
        foreach (var some in leaving.Chunk(MaxWrites))
        {
            try
            {
                Write[] deletes = [.. some.Select(instance => Writes.Delete(instance.Name))];
                await stack.Documents.BatchWriteAsync(deletes, deadline.Token).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                Log.GoodbyeFailed(logger, some.Length, error);
            }
        }
    }

    private bool Forget(AgentInstance instance)
    {
        lock (gate)
        {
            return instances.Remove(instance);
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
