namespace AgentState;

/// <summary>How a worker works on the tasks of one type.</summary>
public sealed class TaskWorkerOptions
{
    /// <summary>The agent that claims the tasks. It is registered, and beats, if it is not added already. Null = the type's name and <c>-agent</c>.</summary>
    public string? AgentId { get; set; }

    /// <summary>How many tasks are worked on at a time in this process, 1 to 1,000. Default 4.</summary>
    public int Concurrency { get; set; } = 4;

    /// <summary>
    /// How long one attempt may last, up to 45 days. It is not the lease: that is renewed for as long as the handler works. Null = as long as it takes. Default null.
    /// </summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>
    /// How long a handler may go on after its token was cancelled, zero to 45 days. Then the worker ends the attempt itself: failed and
    /// retryable after <see cref="Timeout"/>, cancelled after a cancel request. What the handler returns later is dropped, so the old and
    /// the next attempt may overlap. The handler keeps its place in <see cref="Concurrency"/> until it returns. Default 30 s.
    /// </summary>
    public TimeSpan CancellationGracePeriod { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many tasks may be claimed ahead, so that a handler that ends soon finds the next one there, 0 to 500. As many as the handlers go through in half a second; none
    /// where they are slower. Those that have not begun after a second are given back, uncounted. A process that is killed costs each of them an attempt. Default 100.
    /// </summary>
    public int MaxPrefetch { get; set; } = 100;

    /// <summary>
    /// How long running handlers may go on when the host stops, before their tokens are cancelled and their tasks given back. Keep it below the host's own
    /// <c>ShutdownTimeout</c> (30 s by default). Up to 45 days. Default 20 s.
    /// </summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(20);
}
