namespace AgentState.TestKit;

/// <summary>A fault of one call.</summary>
internal abstract record Fault
{
    /// <summary>The call is applied, and its reply is lost.</summary>
    public static Fault LoseReply { get; } = new LostReply(Then: null);

    /// <summary>The call is applied, another operation runs after it, and the reply is lost.</summary>
    public static Fault LoseReplyBehind(Func<Task> neighbour) => new LostReply(neighbour);

    /// <summary>The call never arrives; the caller cannot distinguish this from a lost reply.</summary>
    public static Fault LoseRequest { get; } = new LostRequest();

    /// <summary>The database aborts the call because of contention; it was not applied.</summary>
    public static Fault Abort { get; } = new Aborted();


    /// <summary>Another operation runs before the call.</summary>
    public static Fault Before(Func<Task> neighbour) => new Preceded(neighbour);

    /// <summary>Another operation runs after the call and before its reply.</summary>
    public static Fault After(Func<Task> neighbour) => new Followed(neighbour);

    public sealed record LostReply(Func<Task>? Then) : Fault;

    public sealed record LostRequest : Fault;

    public sealed record Aborted : Fault;

    /// <summary>
    /// The call gets no reply until the caller cancels it. Use one instance for each call, because it reports the arrival.
    /// </summary>
    public sealed record Stalled : Fault
    {
        private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Completes when the call has arrived and hangs.</summary>
        public Task Reached => reached.Task;

        internal void Reach() => reached.TrySetResult();
    }

    public sealed record Preceded(Func<Task> Neighbour) : Fault;

    public sealed record Followed(Func<Task> Neighbour) : Fault;
}
