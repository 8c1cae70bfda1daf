namespace AgentState;

/// <summary>
/// Tells the workers of a registration which running tasks its own queue has asked to stop, so that they learn it without a call to the
/// database. Thread-safe.
/// </summary>
internal sealed class CancelNotices
{
    // A claim whose reply is still on its way may be cancelled already: the latest notices are kept for it.
    private const int Kept = 1000;

    private readonly Lock gate = new();
    private readonly HashSet<string> tokens = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();

    private Action<string> onPublished = static _ => { };

    /// <summary>
    /// Has something called with the claim token of each task that is asked to stop, in the time of the caller of the queue.
    /// </summary>
    public void Subscribe(Action<string> onNotice)
    {
        lock (gate)
        {
            onPublished += onNotice;
        }
    }

    public void Unsubscribe(Action<string> onNotice)
    {
        lock (gate)
        {
            onPublished = (Action<string>?)Delegate.Remove(onPublished, onNotice) ?? (static _ => { });
        }
    }

    /// <summary>Publishes that a task was asked to stop. Does nothing unless it is being worked on under a claim.</summary>
    public void Publish(AgentTask task)
    {
        if (task is not { Status: AgentTaskStatus.Processing, CancelRequestedAt: not null, ClaimToken: { } token })
        {
            return;
        }

        Action<string> publish;
        lock (gate)
        {
            publish = onPublished;
            if (tokens.Add(token))
            {
                order.Enqueue(token);
            }

            if (order.Count > Kept)
            {
                tokens.Remove(order.Dequeue());
            }
        }

        publish(token);
    }

    /// <summary>Whether the task of this claim was asked to stop lately.</summary>
    public bool Has(string claimToken)
    {
        lock (gate)
        {
            return tokens.Contains(claimToken);
        }
    }
}
