namespace AgentState;

/// <summary>Options of <see cref="TaskHandlerTest"/>.</summary>
public sealed class TaskHandlerTestOptions
{
    /// <summary>The clock of the attempt and of its database. Default: the system's.</summary>
    /// <remarks>
    /// Pass a fake clock to test a <see cref="TaskWorkerOptions.Timeout"/> without waiting. A handler that waits or reads the time must get
    /// the same clock, for example in its constructor.
    /// </remarks>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>The options of the worker.</summary>
    /// <remarks>
    /// One attempt uses <see cref="TaskWorkerOptions.Timeout"/> and <see cref="TaskWorkerOptions.CancellationGracePeriod"/>.
    /// </remarks>
    public TaskWorkerOptions Worker { get; } = new();

    /// <summary>When this token is cancelled, the attempt is cancelled with <see cref="CancellationReason"/>. Default: never.</summary>
    public CancellationToken CancelAttempt { get; set; }

    /// <summary>The reason of <see cref="CancelAttempt"/>. Default <see cref="TaskCancellationReason.Shutdown"/>.</summary>
    /// <remarks>
    /// <see cref="TaskCancellationReason.CancelRequested"/> also stores the cancellation request, as
    /// <see cref="ITaskAdministration.CancelAsync"/> does. <see cref="TaskCancellationReason.LeaseLost"/> also stores the claim of another
    /// worker.
    /// </remarks>
    public TaskCancellationReason CancellationReason { get; set; } = TaskCancellationReason.Shutdown;
}
