namespace AgentState;

/// <summary>
/// The work of one worker: the tasks of its type that were seen, that were claimed and wait for a handler, and that handlers work on. The
/// dispatcher's loop alone touches it.
/// </summary>
internal sealed class TypeQueue(TaskWorkerRegistration registration, HostedAgent agent, TimeProvider time)
{
    private volatile int places;
    private int block;
    private bool isBlocked;

    public string Type => registration.Type;

    public HostedAgent Agent => agent;

    public TaskWorkerOptions Options => registration.Options;

    public Func<IServiceProvider, ITaskHandler> MakeHandler => registration.MakeHandler;

    public WorkerHealth Health => registration.Health;

    public WorkerPace Pace { get; } = new(registration.Options.Concurrency, registration.Options.MaxPrefetch);

    /// <summary>Tasks that were seen, and may be claimed.</summary>
    public ClaimCandidates Candidates => field ??= new ClaimCandidates(Options, Pace, time);

    /// <summary>Tasks that were claimed ahead, and wait for a handler.</summary>
    public Queue<TaskAttempt> Ready { get; } = new();

    /// <summary>The attempts whose handlers have not returned.</summary>
    public HashSet<TaskAttempt> Running { get; } = [];

    /// <summary>How many handlers are at work. May be read by any thread.</summary>
    public int RunningCount => places;

    public TypeQueueState State { get; set; } = TypeQueueState.NeedsWork;

    public ClaimActivity Activity { get; set; }

    /// <summary>Whether the listener of the idle type last reported a task.</summary>
    public bool AreThere { get; set; }

    /// <summary>How many tasks of the type may be worked on in all processes; null = as many as there are.</summary>
    public int? Limit { get; private set; }

    public bool IsIdle => State is not TypeQueueState.NeedsWork;

    /// <summary>How many claims this process holds: their handlers run, or wait, or have ended and that is not stored yet.</summary>
    public int Held { get; private set; }

    /// <summary>How many tasks of a limited type are being claimed now, each with a slot.</summary>
    public int Claiming { get; set; }

    /// <summary>Whether the last claim of a limited type found all slots taken: for a while only slots that this process frees are tried.</summary>
    public bool AreSlotsTaken { get; set; }

    /// <summary>How many more tasks may be claimed. Of a limited type none is claimed ahead: it would hold a slot and wait.</summary>
    public int Room => Math.Max(Options.Concurrency + (Limit is null ? Pace.Ahead : 0) - Running.Count - Ready.Count - Claiming, 0);

    /// <summary>
    /// Whether the worker may begin something new: its handler can be made, its agent is there, and the desired state allows it. Heartbeats
    /// that did not arrive for a while change nothing: each task has a lease of its own.
    /// </summary>
    public bool MayClaim => !isBlocked && Health.CanMakeHandler &&
        Agent.Instance is { IsCompletedSuccessfully: true, Result.Loss: null or AgentInstanceLoss.HeartbeatLost } &&
        Agent.Current?.Wanted is not (AgentWantedState.Paused or AgentWantedState.Stopped);

    /// <summary>Whether something is to be done now to claim tasks.</summary>
    public bool WantsWork => Activity is ClaimActivity.None && MayClaim && Room > 0 && (Candidates.FreshCount > 0 || MustFind);

    /// <summary>
    /// Whether an idle type is only looked at: that is the cheaper question, and mostly there is nothing. Whether it may be claimed is read
    /// when something is there.
    /// </summary>
    public bool OnlyPeeks => IsIdle && Limit is null && Candidates.IsEmpty;

    // What a listener reported, and was not claimed while it was fresh, it does not report again: so an idle type with old candidates has
    // to look.
    private bool MustFind => State is TypeQueueState.NeedsWork or TypeQueueState.Peeking || !Candidates.IsEmpty;

    /// <summary>Whether no attempt runs or waits for a handler.</summary>
    public bool HasNoAttempt => Ready.Count == 0 && Running.Count == 0;

    /// <summary>Whether its handlers are so fast that all attempts here end within a time.</summary>
    public bool IsThroughWithin(TimeSpan span) => HasNoAttempt || Pace.Within(span, int.MaxValue) > Ready.Count + Running.Count;

    /// <summary>
    /// Whether enough tasks wait for the handlers to keep them busy for a time, or the type has nothing to do: to store and to claim can wait.
    /// </summary>
    public bool HasEnoughFor(TimeSpan span) => Ready.Count > 0
        ? Ready.Count >= Math.Max(Options.Concurrency, Pace.Within(span, int.MaxValue))
        : HasNoAttempt && Activity is not ClaimActivity.ReadyToSend;

    /// <summary>Looks once by a query, though the listener has reported nothing.</summary>
    public void Peek()
    {
        if (State is TypeQueueState.Idle)
        {
            State = TypeQueueState.Peeking;
        }
    }

    /// <summary>Takes a place for an attempt.</summary>
    public void Begin(TaskAttempt attempt)
    {
        Running.Add(attempt);
        places = Running.Count;
    }

    /// <summary>Frees the place of an attempt.</summary>
    public void End(TaskAttempt attempt)
    {
        Running.Remove(attempt);
        places = Running.Count;
    }

    /// <summary>A task was claimed.</summary>
    public void Hold() => Held++;

    /// <summary>A task has left the process.</summary>
    public void Release() => Held--;

    /// <summary>Claims nothing until <see cref="Unblock()"/>.</summary>
    /// <returns>The number of this block.</returns>
    public int Block()
    {
        isBlocked = true;
        return ++block;
    }

    /// <summary>Ends the block of that number; a later one stands.</summary>
    public void Unblock(int number) => isBlocked &= number != block;

    /// <summary>Ends whatever block there is.</summary>
    public void Unblock() => isBlocked = false;

    /// <summary>
    /// Sets how many tasks of the type may be worked on. With a limit each claim takes a slot, and candidates cannot be used.
    /// </summary>
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
