namespace AgentState;

/// <summary>Options of the worker for one type of task.</summary>
/// <remarks>
/// <para>They are named options: the name is the task type, prefixed with the key of the registration if there is one:
/// <c>vault/github</c>.</para>
/// <para>They are bound from the section <c>Workers:{type}</c> of the configuration that <c>AddAgentState</c> was called with, such as
/// <c>AgentState:Workers:github</c>. Values set in code replace bound ones. They are validated at start, and read once.</para>
/// </remarks>
public sealed class TaskWorkerOptions
{
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

    /// <summary>How long handlers may run when the host stops, zero to 45 days. Default 10 s.</summary>
    /// <remarks>
    /// <para>After it the handlers' tokens are cancelled and their tasks are released. The longest value of all workers of a registration
    /// applies to all of them.</para>
    /// <para>Releasing tasks, deregistration and the last activity entries take up to 20 s more. So the default fits into the default of
    /// the host's own <c>ShutdownTimeout</c>, 30 s. If you raise this value, raise the host's to at least 20 s above it.</para>
    /// </remarks>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
