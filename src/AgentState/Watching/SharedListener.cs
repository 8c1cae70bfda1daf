using AgentState.Internal.Documents;

namespace AgentState.Internal.Watching;

/// <summary>One listener of the process, shared by all readers of the same target.</summary>
/// <remarks>It runs from the first subscription until the last one is disposed.</remarks>
internal sealed class SharedListener(IDocumentStore documents, ListenTarget target, Action<SharedListener> onEnded) : IDisposable
{
    private readonly Lock gate = new();
    private readonly List<ListenSubscription> subscriptions = [];
    private readonly CancellationTokenSource ending = new();
    private ListenSnapshot? latest;
    private bool hasEnded;
    private bool disposed;

    public ListenTarget Target { get; } = target;

    /// <summary>Adds a subscription, which gets the latest snapshot at once; null if the listener has ended.</summary>
    public ListenSubscription? TryJoin()
    {
        lock (gate)
        {
            if (hasEnded)
            {
                return null;
            }

            var subscription = new ListenSubscription(this);
            subscriptions.Add(subscription);
            if (latest is not null)
            {
                subscription.Offer(latest);
            }

            return subscription;
        }
    }

    /// <summary>Removes a subscription; the last one ends the listener.</summary>
    /// <remarks>Safe to call again.</remarks>
    public void Leave(ListenSubscription subscription)
    {
        lock (gate)
        {
            if (!subscriptions.Remove(subscription) || subscriptions.Count > 0)
            {
                return;
            }

            hasEnded = true;
        }

        Cancel();
    }

    /// <summary>Ends the listener and all its subscriptions with an error.</summary>
    public void End(Exception reason)
    {
        Fail(reason);
        Cancel();
    }

    /// <summary>Listens until the listener ends.</summary>
    /// <remarks>Each subscription has a buffer, so a slow reader does not delay the others.</remarks>
    public async Task RunAsync()
    {
        try
        {
            await foreach (var snapshot in documents.ListenAsync(Target, ending.Token).ConfigureAwait(false))
            {
                Offer(snapshot);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The last subscription was removed.
        }
        catch (Exception error)
        {
            Fail(error);
        }
        finally
        {
            onEnded(this);
        }
    }

    /// <summary>Releases the resources after the listener has ended.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            ending.Dispose();
        }
    }

    // Asynchronous, so that the callbacks of the cancellation run neither inside the lock nor on the caller's thread.
    private void Cancel()
    {
        lock (gate)
        {
            if (!disposed)
            {
                _ = ending.CancelAsync();
            }
        }
    }

    private void Offer(ListenSnapshot snapshot)
    {
        lock (gate)
        {
            latest = snapshot;
            foreach (var subscription in subscriptions)
            {
                subscription.Offer(snapshot);
            }
        }
    }

    private void Fail(Exception error)
    {
        lock (gate)
        {
            hasEnded = true;
            foreach (var subscription in subscriptions)
            {
                subscription.Fail(error);
            }
        }
    }
}
