using AgentState.Internal.Documents.Calls;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Agents.Instances;

/// <summary>Decides when the heartbeats of all instances of this process are sent.</summary>
/// <remarks>
/// Heartbeats that are due within a tenth of their interval share a call, so a thousand instances need only a few calls. Each heartbeat is
/// a separate write with a separate outcome.
/// </remarks>
internal sealed class Heartbeats : IHeartbeats, IAsyncDisposable, IDisposable
{
    private const double Slack = 0.1;

    private readonly Lock gate = new();
    private readonly List<AgentInstance> instances = [];
    private readonly CancellationTokenSource ending = new();
    private readonly HeartbeatSender sender;
    private readonly TimeProvider time;
    private TaskCompletionSource awakened = NewSource();
    private bool running;
    private bool disposed;

    public Heartbeats(DocumentStack stack, ILogger logger)
    {
        sender = new HeartbeatSender(stack, logger, ending.Token);
        time = stack.Time;
    }

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
            await sender.DeregisterAsync([instance]).ConfigureAwait(false);
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
        await sender.DeregisterAsync(left).ConfigureAwait(false);
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
            await Task.WhenAny(change, Task.Delay(wait, time, timer.Token)).ConfigureAwait(false);
            await timer.CancelAsync().ConfigureAwait(false);
        }
    }

    // Starts sending the due heartbeats and returns the time until the next one. Does not wait for the calls, so that a call that hangs
    // does not delay the heartbeats of other instances.
    private TimeSpan SendDue()
    {
        var now = time.GetTimestamp();
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
            foreach (var due in all.Where(instance => instance.IsDue(now, Slack)).Chunk(HeartbeatSender.MaxWrites))
            {
                Array.ForEach(due, static instance => instance.Begin());
                _ = SendAsync(due, now);
            }
        }

        var next = all.Min(static instance => instance.NextAt());
        return next is null or long.MaxValue
            ? Timeout.InfiniteTimeSpan
            : TimeSpan.FromMilliseconds(
                Math.Clamp(Math.Ceiling(time.GetElapsedTime(now, next.Value).TotalMilliseconds), 1, int.MaxValue));
    }

    private async Task SendAsync(AgentInstance[] due, long now)
    {
        var missing = await sender.SendAsync(due, now).ConfigureAwait(false);
        Wake();
        foreach (var instance in missing)
        {
            _ = RestoreAsync(instance);
        }
    }

    private async Task RestoreAsync(AgentInstance instance)
    {
        await sender.RestoreAsync(instance).ConfigureAwait(false);
        Wake();
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
