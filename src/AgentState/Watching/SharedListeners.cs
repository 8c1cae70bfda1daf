using System.Runtime.CompilerServices;

namespace AgentState;

/// <summary>
/// What every watch stands on: one listener per query and process, however many watch, each of whom gets the latest state at his own pace.
/// </summary>
internal sealed class SharedListeners(IDocumentStore documents) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<ListenTarget, SharedListener> open = [];
    private bool disposed;

    /// <summary>Tells what is there now, then each state that differs from the one told before, until it is cancelled.</summary>
    public async IAsyncEnumerable<ListenSnapshot> ListenAsync(
        ListenTarget target, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var subscription = Join(target);
        while (true)
        {
            yield return await subscription.NextAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        SharedListener[] left;
        lock (gate)
        {
            disposed = true;
            left = [.. open.Values];
        }

        foreach (var listener in left)
        {
            listener.End(Disposed());
        }
    }

    private ListenSubscription Join(ListenTarget target)
    {
        lock (gate)
        {
            if (disposed)
            {
                throw Disposed();
            }

            if (open.TryGetValue(target, out var running) && running.TryJoin() is { } subscription)
            {
                return subscription;
            }

            var listener = new SharedListener(documents, target, Forget);
            open[target] = listener;
            subscription = listener.TryJoin()!;
            Start(listener);
            return subscription;
        }
    }

    // It belongs to none of those who watch: what the first of them carries along, a trace or a culture, is not to be its own.
    private static void Start(SharedListener listener)
    {
        using var suppressed = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        _ = Task.Run(listener.RunAsync);
    }

    private void Forget(SharedListener listener)
    {
        lock (gate)
        {
            if (open.TryGetValue(listener.Target, out var current) && ReferenceEquals(current, listener))
            {
                open.Remove(listener.Target);
            }
        }

        listener.Dispose();
    }

    private static ObjectDisposedException Disposed() => new("AgentState", "The container that held this service was disposed.");
}
