using AgentState.Internal.Tasks.Partitions;

namespace AgentState.Internal.Hosting.Workers.Dispatching;

/// <summary>
/// The state of one worker: the candidates, the claimed tasks that wait for a handler, and the running attempts of its type. Only the
/// dispatcher's loop uses it.
/// </summary>
internal sealed class TypeQueue(TaskWorkerRegistration registration, HostedAgent agent, IPartitionStrategy partitions, TimeProvider time)
    : TaskWorker(registration, agent)
{
    private volatile int cursors;
    private int block;
    private bool isBlocked;

    public WorkerPace Pace { get; } = new(registration.Options.Concurrency, registration.Options.MaxPrefetch);

    /// <summary>The tasks that were found and may be claimed.</summary>
    public ClaimCandidates Candidates => field ??= new ClaimCandidates(Options, Pace, partitions.CreateCursor(time), time);

    /// <summary>The tasks that were claimed ahead and wait for a handler.</summary>
    public Queue<TaskAttempt> Ready { get; } = new();

    /// <summary>The attempts whose handlers have not returned.</summary>
    public HashSet<TaskAttempt> Running { get; } = [];

    /// <summary>The number of running handlers. Thread-safe.</summary>
    public int RunningCount => cursors;

    public TypeQueueState State { get; set; } = TypeQueueState.NeedsWork;

    public ClaimActivity Activity { get; set; }

    /// <summary>Whether the listener of the idle type last reported a task.</summary>
    public bool AreThere { get; set; }

    /// <summary>The concurrency limit of the type over all processes; null = unlimited.</summary>
    public int? Limit { get; private set; }

    public bool IsIdle => State is not TypeQueueState.NeedsWork;

    /// <summary>The number of claims that this process holds: waiting, running, or ended and not stored yet.</summary>
    public int Held { get; private set; }

    /// <summary>The number of tasks of a limited type that are being claimed now, each with a slot.</summary>
    public int Claiming { get; set; }

    /// <summary>
    /// Whether the last claim of a limited type found no free slot. For a while only slots freed by this process are used.
    /// </summary>
    public bool AreSlotsTaken { get; set; }

    /// <summary>The number of tasks that may be claimed now.</summary>
    /// <remarks>Tasks of a limited type are not claimed ahead, because they would hold a slot while they wait.</remarks>
    public int Room => Math.Max(Options.Concurrency + (Limit is null ? Pace.Ahead : 0) - Running.Count - Ready.Count - Claiming, 0);

    /// <summary>
    /// Whether the worker may claim tasks: its handler can be created, its agent has an instance, and the desired state allows it.
    /// </summary>
    /// <remarks>Lost heartbeats do not prevent claims, because each task has a lease of its own.</remarks>
    public bool MayClaim => !isBlocked && Health.CanMakeHandler &&
        Agent.Instance is { IsCompletedSuccessfully: true, Result.Loss: null or AgentInstanceLoss.HeartbeatLost } &&
        Agent.Current?.DesiredState is not (AgentDesiredState.Paused or AgentDesiredState.Stopped);

    /// <summary>Whether a step to claim tasks must begin now.</summary>
    public bool WantsWork => Activity is ClaimActivity.None && MayClaim && Room > 0 && (Candidates.FreshCount > 0 || MustFind);

    /// <summary>Whether an idle type is only peeked at.</summary>
    /// <remarks>
    /// A peek is cheaper than reading the claim policy, and usually finds nothing. The claim policy is read when a task was found.
    /// </remarks>
    public bool OnlyPeeks => IsIdle && Limit is null && Candidates.IsEmpty;

    // A listener does not report a task again that was not claimed while it was fresh. So an idle type with outdated candidates must query.
    private bool MustFind => State is TypeQueueState.NeedsWork or TypeQueueState.Peeking || !Candidates.IsEmpty;

    /// <summary>Whether no attempt runs or waits for a handler.</summary>
    public bool HasNoAttempt => Ready.Count == 0 && Running.Count == 0;

    /// <summary>Returns whether the handlers are so fast that all attempts of this process end within the given time.</summary>
    public bool IsThroughWithin(TimeSpan span) => HasNoAttempt || Pace.Within(span, int.MaxValue) > Ready.Count + Running.Count;

    /// <summary>
    /// Returns whether waiting tasks keep the handlers busy for the given time, or the type has nothing to do, so that the batch can wait.
    /// </summary>
    public bool HasEnoughFor(TimeSpan span) => Ready.Count > 0
        ? Ready.Count >= Math.Max(Options.Concurrency, Pace.Within(span, int.MaxValue))
        : HasNoAttempt && Activity is not ClaimActivity.ReadyToSend;

    /// <summary>Returns the queue of the worker that claimed the task of an attempt.</summary>
    public static TypeQueue Of(TaskAttempt attempt) => (TypeQueue)attempt.Worker;

    /// <summary>Makes an idle type query once, although its listener has reported nothing.</summary>
    public void Peek()
    {
        if (State is TypeQueueState.Idle)
        {
            State = TypeQueueState.Peeking;
        }
    }

    /// <summary>Counts an attempt against the concurrency.</summary>
    public void Begin(TaskAttempt attempt)
    {
        Running.Add(attempt);
        cursors = Running.Count;
    }

    /// <summary>Stops counting an attempt against the concurrency.</summary>
    public void End(TaskAttempt attempt)
    {
        Running.Remove(attempt);
        cursors = Running.Count;
    }

    /// <summary>Counts a claimed task.</summary>
    public void Hold() => Held++;

    /// <summary>Stops counting a task that this process no longer holds.</summary>
    public void Release() => Held--;

    /// <summary>Prevents claims until <see cref="Unblock()"/> is called.</summary>
    /// <returns>The number of this block.</returns>
    public int Block()
    {
        isBlocked = true;
        return ++block;
    }

    /// <summary>Ends the block with the given number. A later block stays in effect.</summary>
    public void Unblock(int number) => isBlocked &= number != block;

    /// <summary>Ends any block.</summary>
    public void Unblock() => isBlocked = false;

    /// <summary>Sets the concurrency limit. With a limit each claim takes a slot, so the candidates are dropped.</summary>
    public void SetLimit(int? limit)
    {
        Limit = limit;
        if (limit is not null && !Candidates.IsEmpty)
        {
            Candidates.Clear();
            Peek();
        }
    }
}
