using System.Runtime.CompilerServices;
using AgentState.Internal.Documents;

namespace AgentState.Internal.Watching;

/// <summary>Shares one listener for each target among all watches of the process.</summary>
/// <remarks>Each watch gets the latest snapshot at its own pace.</remarks>
internal sealed class ListenerHub(IDocumentStore documents) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<ListenTarget, SharedListener> open = [];
    private bool disposed;

    /// <summary>Returns the current snapshot, then each one that differs from the one before, until it is cancelled.</summary>
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

    // Without the execution context: the listener must not inherit the trace or the culture of the first watch.
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
