namespace AgentState.TestKit;

/// <summary>What befalls one call.</summary>
internal abstract record Fault
{
    /// <summary>The call goes through, and its reply is lost.</summary>
    public static Fault LoseReply { get; } = new LostReply(Then: null);

    /// <summary>The call goes through, another operation slips in behind it, and the reply is lost.</summary>
    public static Fault LoseReplyBehind(Func<Task> neighbour) => new LostReply(neighbour);

    /// <summary>The call never arrives; its caller cannot tell that from a lost reply.</summary>
    public static Fault LoseRequest { get; } = new LostRequest();

    /// <summary>The database is too busy: certainly not applied.</summary>
    public static Fault Abort { get; } = new Aborted();


    /// <summary>Another operation slips in before the call.</summary>
    public static Fault Before(Func<Task> neighbour) => new Preceded(neighbour);

    /// <summary>Another operation slips in behind the call, before its reply.</summary>
    public static Fault After(Func<Task> neighbour) => new Followed(neighbour);

    public sealed record LostReply(Func<Task>? Then) : Fault;

    public sealed record LostRequest : Fault;

    public sealed record Aborted : Fault;

    /// <summary>No answer until the caller gives up. One for each call, since it tells when that call has arrived.</summary>
    public sealed record Stalled : Fault
    {
        private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Ends when the call has arrived and hangs.</summary>
        public Task Reached => reached.Task;

        internal void Reach() => reached.TrySetResult();
    }

    public sealed record Preceded(Func<Task> Neighbour) : Fault;

    public sealed record Followed(Func<Task> Neighbour) : Fault;
}
