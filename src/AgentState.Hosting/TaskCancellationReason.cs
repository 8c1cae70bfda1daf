namespace AgentState;

/// <summary>The reason why a handler's token was cancelled.</summary>
public enum TaskCancellationReason
{
    /// <summary>Another worker or client has taken, changed or deleted the task; nothing of this attempt is stored.</summary>
    LeaseLost,

    /// <summary>The lease could not be confirmed until shortly before it expires; another worker may claim the task soon.</summary>
    LeaseUnconfirmed,

    /// <summary><see cref="ITaskAdministration.CancelAsync"/> was called for the task.</summary>
    /// <remarks>
    /// A result that the handler still returns counts; otherwise the task ends as cancelled. After
    /// <see cref="TaskWorkerOptions.CancellationGracePeriod"/> the worker ends the attempt without waiting for the handler.
    /// </remarks>
    CancelRequested,

    /// <summary>The attempt has exceeded <see cref="TaskWorkerOptions.Timeout"/>.</summary>
    /// <remarks>
    /// It fails and is retried while attempts are left. After <see cref="TaskWorkerOptions.CancellationGracePeriod"/> the worker ends it
    /// without waiting for the handler.
    /// </remarks>
    TimedOut,

    /// <summary>The host stops and the shutdown timeout has elapsed; the task is released, and this attempt does not count.</summary>
    Shutdown,
}
