namespace AgentState;

/// <summary>Options of the worker for one type of task.</summary>
public sealed class TaskWorkerOptions
{
    /// <summary>The id of the agent that claims the tasks; null = the type's name and <c>-agent</c>.</summary>
    /// <remarks>If the agent was not added by <c>AddAgent</c>, the worker adds it.</remarks>
    public string? AgentId { get; set; }

    /// <summary>The number of handlers that run at a time in this process, 1 to 1,000. Default 4.</summary>
    public int Concurrency { get; set; } = 4;

    /// <summary>The longest duration of one attempt, up to 45 days; null, the default = unlimited.</summary>
    /// <remarks>It is independent of the lease, which is renewed as long as the handler runs.</remarks>
    public TimeSpan? Timeout { get; set; }

    /// <summary>
    /// How long a handler may run after its token was cancelled, before the worker ends the attempt, zero to 45 days. Default 30 s.
    /// </summary>
    /// <remarks>
    /// An attempt that exceeded <see cref="Timeout"/> then fails and is retryable; after a cancel request the task ends as cancelled. A
    /// result that the handler returns later is dropped, so the old and the next attempt may overlap. The handler counts against
    /// <see cref="Concurrency"/> until it returns.
    /// </remarks>
    public TimeSpan CancellationGracePeriod { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The number of tasks claimed ahead of free handlers, at most, 0 to 500. Default 100.</summary>
    /// <remarks>
    /// The worker claims ahead as many tasks as its handlers finish in half a second, and none if they are slower. It releases, uncounted,
    /// the tasks that have not started after one second. If the process is killed, each task claimed ahead loses one attempt.
    /// </remarks>
    public int MaxPrefetch { get; set; } = 100;

    /// <summary>How long handlers may run when the host stops, zero to 45 days. Default 20 s.</summary>
    /// <remarks>
    /// After it the handlers' tokens are cancelled and their tasks are released. The longest value of all workers of a registration applies
    /// to all of them. Keep it below the host's own <c>ShutdownTimeout</c> (30 s by default).
    /// </remarks>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(20);
}
