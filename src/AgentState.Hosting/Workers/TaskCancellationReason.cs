namespace AgentState;

/// <summary>Why the work on a task is to stop.</summary>
public enum TaskCancellationReason
{
    /// <summary>Another worker has the task, or somebody has ended it: nothing that comes of this attempt is kept.</summary>
    LeaseLost,

    /// <summary>The database could not be asked to prolong the lease until shortly before its end: another worker may have the task any moment.</summary>
    LeaseUnconfirmed,

    /// <summary>
    /// <see cref="ITaskQueue.CancelAsync"/> was called for the task. A result that the handler returns still counts; otherwise the task ends
    /// as cancelled. After <see cref="TaskWorkerOptions.CancellationGracePeriod"/> the worker ends it without waiting for the handler.
    /// </summary>
    CancelRequested,

    /// <summary>
    /// The attempt has lasted longer than <see cref="TaskWorkerOptions.Timeout"/>. It fails and is retried while attempts are left; after
    /// <see cref="TaskWorkerOptions.CancellationGracePeriod"/> without the handler.
    /// </summary>
    TimedOut,

    /// <summary>The host stops, and the time to finish is over. The task is given back, and this attempt does not count.</summary>
    Shutdown,
}
