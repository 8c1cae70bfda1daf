namespace AgentState;

/// <summary>A message for the dispatcher. Its one loop takes the messages one after the other; nothing else changes its state.</summary>
internal abstract record DispatcherMessage
{
    private DispatcherMessage()
    {
    }

    /// <summary>Whether the type may be claimed now was read.</summary>
    /// <param name="Queue">The type.</param>
    /// <param name="Open">How it may be claimed; null = not now: it is paused, or the agent's desired state forbids it.</param>
    /// <param name="AskedAt">Before the read, by the monotonic clock.</param>
    public sealed record PolicyRead(TypeQueue Queue, ClaimableType? Open, long AskedAt) : DispatcherMessage;

    /// <summary>The agent's share of the queue beside its other instances was read.</summary>
    public sealed record ShareRead(TypeQueue Queue, ClaimShare Share) : DispatcherMessage;

    /// <summary>A query for claimable tasks was answered.</summary>
    /// <param name="Queue">The type.</param>
    /// <param name="Look">The query.</param>
    /// <param name="Tasks">The tasks that can be claimed, in their order.</param>
    /// <param name="MayBeMore">Whether there may be more behind them.</param>
    /// <param name="At">When the answer came, by the monotonic clock.</param>
    public sealed record Found(TypeQueue Queue, ClaimLook Look, IReadOnlyList<TaskCandidate> Tasks, bool MayBeMore, long At)
        : DispatcherMessage;

    /// <summary>The query by lanes has no index: for a while they are not used.</summary>
    public sealed record LaneIndexMissing(TypeQueue Queue) : DispatcherMessage;

    /// <summary>A call that claims tasks of a limited type, each with a slot of its own, is over.</summary>
    /// <param name="Queue">The type.</param>
    /// <param name="Count">How many tasks it was to claim.</param>
    /// <param name="Claims">The claimed tasks, and why they are no more; null = the call failed.</param>
    /// <param name="Error">Why it failed; null = it did not.</param>
    /// <param name="SentAt">Before the first claim was sent, by the monotonic clock.</param>
    public sealed record ClaimedWithSlots(TypeQueue Queue, int Count, LimitedClaims? Claims, Exception? Error, long SentAt)
        : DispatcherMessage;

    /// <summary>Other processes have had time to free slots of a limited type.</summary>
    public sealed record SlotsMayBeFree(TypeQueue Queue) : DispatcherMessage;

    /// <summary>Reading or claiming failed: the type is tried again after a while.</summary>
    public sealed record ClaimFailed(TypeQueue Queue, Exception Error) : DispatcherMessage;

    /// <summary>The shared call is over.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Result">The outcome of each part; null = the database refused the whole call.</param>
    /// <param name="Error">Why it did.</param>
    public sealed record Exchanged(SentExchange Call, ExchangeResult? Result, Exception? Error) : DispatcherMessage;

    /// <summary>An attempt has ended, and its outcome waits to be stored.</summary>
    public sealed record AttemptEnded(AttemptEnd End) : DispatcherMessage;

    /// <summary>A handler has returned: its place is free.</summary>
    public sealed record HandlerReturned(TaskAttempt Attempt) : DispatcherMessage;

    /// <summary>A completion that could not be stored is due again.</summary>
    public sealed record CompletionDue(AttemptEnd End) : DispatcherMessage;

    /// <summary>The listener of an idle type has reported what there is.</summary>
    /// <param name="Queue">The type.</param>
    /// <param name="Tasks">The first tasks that can be claimed.</param>
    /// <param name="IsFirst">Whether there was none before.</param>
    /// <param name="At">When it was reported, by the monotonic clock.</param>
    public sealed record Reported(TypeQueue Queue, IReadOnlyList<TaskCandidate> Tasks, bool IsFirst, long At) : DispatcherMessage;

    /// <summary>The owner of a single reported task has had time to claim it.</summary>
    public sealed record CourtesyOver(TypeQueue Queue) : DispatcherMessage;

    /// <summary>Look once whether there is something to claim after all.</summary>
    public sealed record Peek(TypeQueue Queue) : DispatcherMessage;

    /// <summary>A blocked type may be tried again.</summary>
    /// <param name="Queue">The type.</param>
    /// <param name="Number">Which block is over; a later one stands.</param>
    public sealed record BlockOver(TypeQueue Queue, int Number) : DispatcherMessage;

    /// <summary>The next shared call may be sent.</summary>
    public sealed record SendDue : DispatcherMessage;

    /// <summary>Give back what has waited for a handler for too long.</summary>
    public sealed record Tick : DispatcherMessage;

    /// <summary>Claim nothing more, and give back what was claimed ahead.</summary>
    public sealed record Stop : DispatcherMessage;

    /// <summary>Cancel the attempts that still run.</summary>
    public sealed record Abandon : DispatcherMessage;

    /// <summary>An unforeseen failure: it ends the dispatcher.</summary>
    public sealed record Failed(Exception Error) : DispatcherMessage;
}
