using AgentState.Internal.Hosting.Workers.Attempts;
using AgentState.Internal.Tasks.Batching;
using AgentState.Internal.Tasks.Claiming;
using AgentState.Internal.Tasks.Stored;

namespace AgentState.Internal.Hosting.Workers.Dispatching;

/// <summary>
/// A message for the dispatcher's loop, which processes one message at a time. Nothing else changes the dispatcher's state.
/// </summary>
internal abstract record DispatcherMessage
{
    private DispatcherMessage()
    {
    }

    /// <summary>The claim policy of a type was read.</summary>
    /// <param name="Queue">The type.</param>
    /// <param name="Open">The type as it may be claimed; null if it is paused, or the agent's desired state forbids claims.</param>
    /// <param name="AskedAt">The time before the read, by the monotonic clock.</param>
    public sealed record PolicyRead(TypeQueue Queue, ClaimableType? Open, long AskedAt) : DispatcherMessage;

    /// <summary>The partition assignment of this instance was read.</summary>
    public sealed record AssignmentRead(TypeQueue Queue, PartitionAssignment Assignment) : DispatcherMessage;

    /// <summary>A query for claimable tasks was answered.</summary>
    /// <param name="Queue">The type.</param>
    /// <param name="Probe">The query.</param>
    /// <param name="Tasks">The claimable tasks, in claim order.</param>
    /// <param name="MayBeMore">Whether there may be more behind them.</param>
    /// <param name="At">The time of the answer, by the monotonic clock.</param>
    public sealed record Found(TypeQueue Queue, ClaimProbe Probe, IReadOnlyList<TaskCandidate> Tasks, bool MayBeMore, long At)
        : DispatcherMessage;

    /// <summary>The query by partition has no index; partitions are not used for a while.</summary>
    public sealed record PartitionIndexMissing(TypeQueue Queue) : DispatcherMessage;

    /// <summary>A call that claims tasks of a limited type, each with a slot of its own, has ended.</summary>
    /// <param name="Queue">The type.</param>
    /// <param name="Count">The number of tasks requested.</param>
    /// <param name="Claims">The claimed tasks, and the reason why there are no more; null = the call failed.</param>
    /// <param name="Error">The error; null = the call succeeded.</param>
    /// <param name="SentAt">The time before the first claim was sent, by the monotonic clock.</param>
    public sealed record ClaimedWithSlots(TypeQueue Queue, int Count, LimitedClaims? Claims, Exception? Error, long SentAt)
        : DispatcherMessage;

    /// <summary>Other processes may have freed slots of a limited type.</summary>
    public sealed record SlotsMayBeFree(TypeQueue Queue) : DispatcherMessage;

    /// <summary>Reading or claiming failed; it is retried after a delay.</summary>
    public sealed record ClaimFailed(TypeQueue Queue, Exception Error) : DispatcherMessage;

    /// <summary>The batch in flight has ended.</summary>
    /// <param name="Call">The batch.</param>
    /// <param name="Result">The outcome of each item; null = the whole batch failed.</param>
    /// <param name="Error">The error if the whole batch failed.</param>
    public sealed record BatchSent(SentBatch Call, BatchResult? Result, Exception? Error) : DispatcherMessage;

    /// <summary>An attempt has ended, and its outcome must be stored.</summary>
    public sealed record AttemptFinished(AttemptOutcome End) : DispatcherMessage;

    /// <summary>A handler has returned, and no longer counts against the concurrency.</summary>
    public sealed record HandlerReturned(TaskAttempt Attempt) : DispatcherMessage;

    /// <summary>A completion that could not be stored must be retried now.</summary>
    public sealed record CompletionDue(AttemptOutcome End) : DispatcherMessage;

    /// <summary>The listener of an idle type has reported the claimable tasks.</summary>
    /// <param name="Queue">The type.</param>
    /// <param name="Tasks">The first claimable tasks.</param>
    /// <param name="IsFirst">Whether the report before had no task.</param>
    /// <param name="At">The time of the report, by the monotonic clock.</param>
    public sealed record Reported(TypeQueue Queue, IReadOnlyList<TaskCandidate> Tasks, bool IsFirst, long At) : DispatcherMessage;

    /// <summary>The time in which only the owner of a single reported task may claim it has elapsed.</summary>
    public sealed record YieldOver(TypeQueue Queue) : DispatcherMessage;

    /// <summary>The type must be queried once, although the listener has reported nothing.</summary>
    public sealed record Peek(TypeQueue Queue) : DispatcherMessage;

    /// <summary>The block of a type has ended.</summary>
    /// <param name="Queue">The type.</param>
    /// <param name="Number">The number of the block. A later block stays in effect.</param>
    public sealed record BlockOver(TypeQueue Queue, int Number) : DispatcherMessage;

    /// <summary>The next batch may be sent.</summary>
    public sealed record SendDue : DispatcherMessage;

    /// <summary>Tasks that have waited too long for a handler must be released.</summary>
    public sealed record Tick : DispatcherMessage;

    /// <summary>Nothing more must be claimed, and tasks claimed ahead must be released.</summary>
    public sealed record Stop : DispatcherMessage;

    /// <summary>The tokens of running handlers must be cancelled.</summary>
    public sealed record Abandon : DispatcherMessage;

    /// <summary>An unexpected exception, which ends the dispatcher.</summary>
    public sealed record Failed(Exception Error) : DispatcherMessage;
}
