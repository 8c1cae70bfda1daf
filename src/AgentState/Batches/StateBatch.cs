namespace AgentState;

/// <summary>
/// Writes of several services in one commit: all of them happen, or none. Such as: complete a task, enqueue its children, write the audit
/// entry, set the agent's status. One call, whatever the number of writes; each write is billed.
/// </summary>
/// <remarks>
/// <para>Not thread-safe. Each document is written once in a batch. What cannot be sent is refused when it is added, and leaves the batch as it was.</para>
/// <para>A batch that was committed is done: committing it again does nothing.</para>
/// </remarks>
public sealed class StateBatch
{
    // What the service takes in one request; the emulator takes 4 MiB.
    private const int MaxBytes = 10 * 1024 * 1024;

    private const int BytesAroundAWrite = 512;

    private readonly DocumentStack stack;
    private readonly TaskEnds taskEnds;
    private readonly ActivityForm activities;
    private readonly DatabaseRoot root;
    private readonly List<StateChange> changes = [];
    private readonly List<(TaskEnd End, int At)> ends = [];
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private long size;
    private bool needsClock;
    private bool isRepeat;
    private bool isDone;

    internal StateBatch(DocumentStack stack, TaskEnds taskEnds, ActivityForm activities)
    {
        this.stack = stack;
        this.taskEnds = taskEnds;
        this.activities = activities;
        root = stack.Documents.Root;
    }

    /// <summary>How many writes the batch has.</summary>
    public int Count => changes.Count;

    /// <summary>
    /// Enqueues a task with the batch. One with a key (<see cref="NewTask.IdempotencyKey"/>) that is there already is left as it is, and the rest of the batch is
    /// committed; where its payload is another one, the commit throws.
    /// </summary>
    /// <param name="task">What to add.</param>
    /// <returns>The id that the task will have, or has.</returns>
    /// <exception cref="ArgumentException">A field is missing or out of range, or a task of its key is in the batch already.</exception>
    /// <exception cref="StateLimitException">The task would be larger than 1 MiB less 16 KiB, or the batch larger than a request may be (10 MiB).</exception>
    public string Enqueue(NewTask task)
    {
        var write = TaskWrites.Enqueue(root, task);
        var isDelayed = TaskWrites.NeedsClock(task);
        Add(TaskCreation.Of(write, isDelayed ? () => TaskWrites.Delayed(write, task, stack.Clock.Now) : null), write.CalculateSize(), nameof(task));
        needsClock |= isDelayed;
        return DatabaseRoot.IdOf(write.Update.Name);
    }

    /// <summary>Completes a claimed task with the batch.</summary>
    /// <param name="claim">What the queue's claim returned.</param>
    /// <param name="result">
    /// What came of it; null = nothing to tell. One that does not fit in the document is refused with a <see cref="StateLimitException"/> here or at the commit, and
    /// the task stays claimed: fail it, or complete it with less.
    /// </param>
    /// <exception cref="ArgumentException">The claim or the result cannot be one, or the task is in the batch already.</exception>
    /// <exception cref="StateLimitException">The result is larger than a document may be, or the batch larger than a request may be (10 MiB).</exception>
    public void Complete(TaskClaim claim, StateMap? result = null)
    {
        TaskArguments.Check(claim);
        TaskArguments.CheckResult(result);

        Add(taskEnds.Complete(claim, result), result?.Fields.CalculateSize() ?? 0, nameof(claim));
    }

    /// <summary>Fails a claimed task with the batch: for good, or to be tried again, as <see cref="ITaskQueue.FailAsync"/> does.</summary>
    /// <param name="claim">What the queue's claim returned.</param>
    /// <param name="failure">Why.</param>
    /// <exception cref="ArgumentException">The claim cannot be one, or the task is in the batch already.</exception>
    public void Fail(TaskClaim claim, TaskFailure failure)
    {
        TaskArguments.Check(claim);
        ArgumentNullException.ThrowIfNull(failure);

        Add(taskEnds.Fail(claim, failure), bytes: 0, nameof(claim));
    }

    /// <summary>Gives a claimed task back with the batch, uncounted; see <see cref="ITaskQueue.ReleaseAsync"/>.</summary>
    /// <param name="claim">What the queue's claim returned.</param>
    /// <exception cref="ArgumentException">The claim cannot be one, or the task is in the batch already.</exception>
    public void Release(TaskClaim claim)
    {
        TaskArguments.Check(claim);

        Add(taskEnds.Release(claim), bytes: 0, nameof(claim));
    }

    /// <summary>Lets a claimed task wait for input with the batch, such as with the entry that asks for it; see <see cref="ITaskQueue.WaitForInputAsync"/>.</summary>
    /// <param name="claim">What the queue's claim returned.</param>
    /// <param name="deadline">By when somebody must reply, from the commit on: zero up to 365 days. Null = whenever.</param>
    /// <exception cref="ArgumentException">The claim or the deadline cannot be one, or the task is in the batch already.</exception>
    public void WaitForInput(TaskClaim claim, TimeSpan? deadline = null)
    {
        TaskArguments.Check(claim);
        TaskArguments.CheckDeadline(deadline);

        Add(taskEnds.Wait(claim, deadline), bytes: 0, nameof(claim));
    }

    /// <summary>Sets with the batch what an agent does, and when it did so last. One that is not registered gets a document with just these two.</summary>
    /// <param name="agentId">The agent's id.</param>
    /// <param name="status">Idle, running or error.</param>
    /// <exception cref="ArgumentException">The id cannot be one, the status is none, or the agent is in the batch already.</exception>
    public void SetAgentStatus(string agentId, AgentStatus status)
    {
        Arguments.CheckId(agentId);
        AgentArguments.CheckKnown(status);

        Add(AgentChanges.SetStatus(root, agentId, status), bytes: 0, nameof(agentId));
    }

    /// <summary>Sets and removes with the batch some of a user's preferences; all the rest stays.</summary>
    /// <param name="userId">The user's id.</param>
    /// <param name="patch">What to set and remove.</param>
    /// <param name="condition">What must hold; null = the last writer of each key wins.</param>
    /// <exception cref="ArgumentException">The id cannot be one, a key's path is too long, or the user is in the batch already.</exception>
    /// <exception cref="StateLimitException">The batch would be larger than a request may be (10 MiB).</exception>
    public void PatchPreferences(string userId, MapPatch patch, WriteCondition? condition = null)
    {
        Arguments.CheckId(userId);
        ArgumentNullException.ThrowIfNull(patch);
        patch.CheckUnder(UserFields.Preferences, nameof(patch));

        Add(UserChanges.PatchPreferences(root, userId, patch, condition), patch.ToValue().CalculateSize(), nameof(userId));
    }

    /// <summary>Sets and removes with the batch some of an agent's settings; all the rest stays.</summary>
    /// <param name="agentId">The agent's id.</param>
    /// <param name="patch">What to set and remove.</param>
    /// <param name="condition">What must hold; null = the last writer of each key wins.</param>
    /// <exception cref="ArgumentException">The id cannot be one, a key's path is too long, or the agent is in the batch already.</exception>
    /// <exception cref="StateLimitException">The batch would be larger than a request may be (10 MiB).</exception>
    public void PatchAgentConfig(string agentId, MapPatch patch, WriteCondition? condition = null)
    {
        Arguments.CheckId(agentId);
        ArgumentNullException.ThrowIfNull(patch);
        patch.CheckUnder(AgentFields.Config, nameof(patch));

        Add(AgentChanges.PatchConfig(root, agentId, patch, condition), patch.ToValue().CalculateSize(), nameof(agentId));
    }

    /// <summary>Writes an entry into the activity log with the batch: it is there exactly if the rest is, as an audit wants it.</summary>
    /// <param name="activity">The entry. Its time is the database's, the same for the whole batch.</param>
    /// <returns>The id that the entry will have.</returns>
    /// <exception cref="ArgumentException">A field is missing or out of range.</exception>
    /// <exception cref="StateLimitException">The entry would be larger than 1 MiB, or the batch larger than a request may be (10 MiB).</exception>
    public string Write(NewActivity activity)
    {
        var write = activities.Make(activity, activities.Ids.Of(activities.Ids.Next()));
        Add(activities.Change(write, activity.Level), write.CalculateSize(), nameof(activity));
        needsClock |= activities.NeedsClock(activity.Level);
        return DatabaseRoot.IdOf(write.Update.Name);
    }

    /// <summary>Commits the batch. One call where nothing else happens to its documents meanwhile.</summary>
    /// <param name="cancellationToken">Stops waiting. The batch may take effect all the same: committing it again is safe.</param>
    /// <exception cref="LeaseLostException">A claim no longer holds its task; nothing was written.</exception>
    /// <exception cref="TaskEndedException">A claim has already ended its task otherwise; nothing was written.</exception>
    /// <exception cref="IdempotencyMismatchException">A task that the batch enqueues has the key of another one, with another payload; nothing was written.</exception>
    /// <exception cref="StateNotFoundException">A task, a user or an agent whose settings the batch changes does not exist; nothing was written.</exception>
    /// <exception cref="StateConflictException">A document no longer has the version of a condition, or the documents kept changing; nothing was written.</exception>
    /// <exception cref="StateLimitException">A document would be too large, or the whole request; nothing was written.</exception>
    /// <exception cref="StateUnavailableException">The database did not answer. Committing the same batch again is safe: what was applied is recognised.</exception>
    public async Task CommitAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (isDone || changes.Count == 0)
        {
            return;
        }

        if (needsClock)
        {
            await stack.SetClockAsync(TaskDocument.Collection, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            var results = await stack.Writer.WriteAsync(changes, cancellationToken, isRepeat).ConfigureAwait(false);
            isDone = true;
            foreach (var (end, at) in ends)
            {
                end.Settle(results[at]);
            }
        }
        catch (Exception error) when (error is StateUnavailableException or OperationCanceledException)
        {
            isRepeat = true;
            ends.ForEach(end => end.End.Unsettle());
            throw;
        }
    }

    private void Add(TaskEnd end, int bytes, string argument)
    {
        Add(end.Change, bytes, argument);
        needsClock |= end.NeedsClock;
        ends.Add((end, changes.Count - 1));
    }

    private void Add(StateChange change, int bytes, string argument)
    {
        if (isDone)
        {
            throw new InvalidOperationException("The batch is committed already. Create another one.");
        }

        if (names.Contains(change.Name))
        {
            throw new ArgumentException($"The document '{root.PathOf(change.Name)}' is in the batch already: each is written once.", argument);
        }

        var grown = size + bytes + change.Name.Length + BytesAroundAWrite;
        if (grown > MaxBytes)
        {
            throw new StateLimitException(
                $"With this write the batch would have about {grown} bytes; a request may have {MaxBytes}. Commit what is in it, and go on in another one.")
            {
                Size = grown,
                Limit = MaxBytes,
            };
        }

        names.Add(change.Name);
        changes.Add(change);
        size = grown;
    }
}
