namespace AgentState;

/// <summary>One attempt at a task, as its handler sees it. Thread-safe.</summary>
public sealed class TaskContext
{
    private readonly TaskAttempt attempt;
    private readonly AttemptNotes notes;

    internal TaskContext(TaskAttempt attempt, AttemptNotes notes) => (this.attempt, this.notes) = (attempt, notes);

    /// <summary>The task, as it was claimed.</summary>
    public AgentTask Task => attempt.Task;

    /// <summary>The task's id.</summary>
    public string TaskId => attempt.Task.Id;

    /// <summary>
    /// The attempt number, starting at 1. It is no part of an idempotency key: an effect is repeated by another attempt. Use <see
    /// cref="TaskId"/> and the step's name.
    /// </summary>
    public int Attempt => attempt.Task.Attempt;

    /// <summary>The agent that works on the task.</summary>
    public string AgentId => attempt.Claim.AgentId;

    /// <summary>The claim, as it stands now: for what a handler asks of the queue itself.</summary>
    public TaskClaim Claim => attempt.Claim;

    /// <summary>Why the handler's token was cancelled; null while it was not.</summary>
    public TaskCancellationReason? CancellationReason => attempt.CancellationReason;

    /// <summary>
    /// Enqueues a child of the task, together with its completion: both happen, or neither. A handler that fails has enqueued nothing. Its <see cref="NewTask.ParentId"/> is this task, and its
    /// <see cref="NewTask.UserId"/> this task's user, unless it says otherwise.
    /// </summary>
    /// <param name="child">What to add.</param>
    /// <remarks>
    /// It sends nothing by itself. A child with a field that is missing or out of range is refused when the task is completed: the task then
    /// fails for good, once, since its work is done.
    /// </remarks>
    /// <exception cref="ArgumentNullException">There is no child.</exception>
    public void Enqueue(NewTask child)
    {
        ArgumentNullException.ThrowIfNull(child);
        var completed = child with { ParentId = child.ParentId ?? TaskId, UserId = child.UserId ?? Task.UserId };
        attempt.Extras.Enqueue(batch => batch.Enqueue(completed));
    }

    /// <summary>Writes an entry into the activity log, together with the task's completion: both happen, or neither.</summary>
    /// <param name="activity">The entry.</param>
    /// <remarks>
    /// It sends nothing by itself. An entry with a field that is missing or out of range is refused when the task is completed: the task then
    /// fails for good, once, since its work is done.
    /// </remarks>
    /// <exception cref="ArgumentNullException">There is no entry.</exception>
    public void Write(NewActivity activity)
    {
        ArgumentNullException.ThrowIfNull(activity);
        attempt.Extras.Enqueue(batch => batch.Write(activity));
    }

    /// <summary>
    /// Says how far the task has come, for people to see, and the next attempt (<see cref="AgentTask.Progress"/>). However often it is said, the latest is stored: with all else that is noted
    /// here, at most once a second, and in any case before the attempt's end is.
    /// </summary>
    /// <param name="progress">How far it has come, in place of what was said before.</param>
    /// <exception cref="ArgumentException">It cannot be stored.</exception>
    /// <exception cref="StateLimitException">The task's document has no room for it; what was noted before stays.</exception>
    /// <exception cref="InvalidOperationException">The attempt is over.</exception>
    public void ReportProgress(StateMap progress)
    {
        TaskArguments.CheckContent(progress, TaskFields.Progress);
        notes.Add(noted => noted with { Progress = progress });
    }

    /// <summary>
    /// Saves what the next attempt can go on from (<see cref="AgentTask.Checkpoint"/>): stored within about a second, and in any case before the attempt's end is. A process that dies before
    /// that takes it along.
    /// </summary>
    /// <param name="checkpoint">What to go on from, in place of what was saved before.</param>
    /// <exception cref="ArgumentException">It cannot be stored.</exception>
    /// <exception cref="StateLimitException">The task's document has no room for it; what was noted before stays.</exception>
    /// <exception cref="InvalidOperationException">The attempt is over.</exception>
    public void SaveCheckpoint(StateMap checkpoint)
    {
        TaskArguments.CheckContent(checkpoint, TaskFields.Checkpoint);
        notes.Add(noted => noted with { Checkpoint = checkpoint });
    }

    /// <summary>
    /// Adds to what the task has used up, over all its attempts (<see cref="AgentTask.Usage"/>). Each amount is counted once, whether the attempt fails or not; it is stored as
    /// <see cref="SaveCheckpoint"/> is.
    /// </summary>
    /// <param name="name">The name, such as <c>inputTokens</c>.</param>
    /// <param name="amount">Not negative, and finite.</param>
    /// <exception cref="ArgumentException">The name cannot be one, or the amount.</exception>
    /// <exception cref="StateLimitException">The task's document has no room for one more name; what was noted before stays.</exception>
    /// <exception cref="InvalidOperationException">The attempt is over.</exception>
    public void AddUsage(string name, double amount)
    {
        var usage = TaskUsage.Of(name, amount);
        notes.Add(noted => noted with { Usage = noted.Usage.Plus(usage) });
    }

    /// <summary>
    /// Lets the task wait for a person: <c>var reply = context.Task.Reply ?? throw context.WaitForInput(question)</c>. Throw what this
    /// returns, and let it pass through each catch: a handler that returns, or throws something else, fails its task for good. After the
    /// reply the handler runs again from its beginning. Lease and slot are given up, the attempt does not count, and what it was to
    /// enqueue or write with its completion is not. Who looks for waiting tasks finds the question as <see cref="AgentTask.Progress"/>,
    /// and replies by
    /// <see cref="ITaskQueue.ReplyAsync"/>; the next attempt finds the answer as <see cref="AgentTask.Reply"/>, and what this one saved as <see cref="AgentTask.Checkpoint"/>.
    /// </summary>
    /// <param name="question">What is asked, in place of the progress reported before; null = that stays.</param>
    /// <param name="deadline">By when somebody must reply: zero up to 365 days. After it the task fails (<see cref="AgentTaskErrors.InputTimeout"/>). Null = whenever.</param>
    /// <exception cref="ArgumentException">The question cannot be stored, or the deadline cannot be one.</exception>
    /// <exception cref="StateLimitException">The task's document has no room for the question.</exception>
    /// <exception cref="InvalidOperationException">The attempt is over.</exception>
    public TaskWaitsException WaitForInput(StateMap? question = null, TimeSpan? deadline = null)
    {
        TaskArguments.CheckDeadline(deadline);
        if (question is not null)
        {
            ReportProgress(question);
        }

        attempt.AsksForInput = true;
        return new TaskWaitsException(TaskId, deadline);
    }
}
