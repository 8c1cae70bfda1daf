namespace AgentState;

/// <summary>One listener of the process, for all who watch the same. It runs from the first who joins until the last has left.</summary>
internal sealed class SharedListener(IDocumentStore documents, ListenTarget target, Action<SharedListener> onEnded) : IDisposable
{
    private readonly Lock gate = new();
    private readonly List<ListenSubscription> subscriptions = [];
    private readonly CancellationTokenSource ending = new();
    private ListenSnapshot? latest;
    private bool hasEnded;
    private bool disposed;

    public ListenTarget Target { get; } = target;

    /// <summary>Joins those who watch; what is known already is told at once. Null where the listener has ended, and another one is needed.</summary>
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

    /// <summary>Leaves. The last one takes the listener along. Safe to call again.</summary>
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

    /// <summary>Ends it for all who watch.</summary>
    public void End(Exception reason)
    {
        Fail(reason);
        Cancel();
    }

    /// <summary>Listens until it ends. Each who watches has a buffer, so that none keeps the others waiting.</summary>
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
            // Nobody is left.
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

    /// <summary>When it has ended.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            ending.Dispose();
        }
    }

    // What the cancellation sets off runs elsewhere: not in a lock, and not in the time of whoever leaves.
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
