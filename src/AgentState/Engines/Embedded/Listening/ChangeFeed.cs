namespace AgentState.Internal.Engines.Embedded.Listening;

/// <summary>Wakes listeners when a document changes that concerns them. Thread-safe.</summary>
internal sealed class ChangeFeed
{
    private readonly Lock gate = new();
    private readonly List<ChangeSubscription> subscriptions = [];

    /// <summary>Creates a subscription that lasts until it is disposed.</summary>
    /// <param name="concerns">Returns whether a document, given by its full name, concerns the listener.</param>
    public ChangeSubscription Subscribe(Func<string, bool> concerns)
    {
        var subscription = new ChangeSubscription(concerns, Unsubscribe);
        lock (gate)
        {
            subscriptions.Add(subscription);
        }

        return subscription;
    }

    /// <summary>Wakes the listeners of documents that a commit has written.</summary>
    public void Report(IReadOnlyCollection<string> names)
    {
        lock (gate)
        {
            foreach (var subscription in subscriptions)
            {
                if (names.Any(subscription.Concerns))
                {
                    subscription.Wake();
                }
            }
        }
    }

    /// <summary>Wakes all listeners.</summary>
    public void ReportAll()
    {
        lock (gate)
        {
            subscriptions.ForEach(static subscription => subscription.Wake());
        }
    }

    private void Unsubscribe(ChangeSubscription subscription)
    {
        lock (gate)
        {
            subscriptions.Remove(subscription);
        }
    }
}
