namespace AgentState.Internal.Tasks.Administration;

/// <summary>
/// Publishes the cancellation requests of this process's <see cref="ITaskAdministration"/> to the workers of the same registration.
/// </summary>
/// <remarks>Workers receive these requests without a call to the database. Thread-safe.</remarks>
internal sealed class CancelNotices
{
    // A task can be cancelled before the reply of its claim arrives, so the latest requests are kept for that claim.
    private const int Kept = 1000;

    private readonly Lock gate = new();
    private readonly HashSet<string> tokens = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();

    private Action<string> onPublished = static _ => { };

    /// <summary>Adds a callback that receives the claim token of each running task whose cancellation is requested.</summary>
    /// <remarks>The callback runs synchronously within the call that requests the cancellation.</remarks>
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

    /// <summary>Publishes the cancellation request of a task.</summary>
    /// <remarks>Does nothing unless the task is processing under a claim.</remarks>
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

    /// <summary>Whether the cancellation of this claim's task was among the latest published requests.</summary>
    public bool Has(string claimToken)
    {
        lock (gate)
        {
            return tokens.Contains(claimToken);
        }
    }
}
