using AgentState.Internal.Hosting.Workers;
using AgentState.Internal.Tasks;

namespace AgentState;

/// <summary>The task and the attempt that a handler works on. Thread-safe.</summary>
public sealed class TaskContext
{
    private readonly TaskAttempt attempt;
    private readonly PendingUpdates updates;

    internal TaskContext(TaskAttempt attempt, PendingUpdates updates) => (this.attempt, this.updates) = (attempt, updates);

    /// <summary>The task as it was claimed.</summary>
    public AgentTask Task => attempt.Task;

    /// <summary>The task's id.</summary>
    public string TaskId => attempt.Task.Id;

    /// <summary>The attempt number, starting at 1.</summary>
    /// <remarks>
    /// Do not use it in an idempotency key, because another attempt repeats the effect. Use <see cref="TaskId"/> and the name of the step.
    /// </remarks>
    public int Attempt => attempt.Task.Attempt;

    /// <summary>The id of the agent that claimed the task.</summary>
    public string AgentId => attempt.Claim.AgentId;

    /// <summary>The current claim, for <see cref="ITaskQueue.Attach"/> in this or another process.</summary>
    public TaskClaim Claim => attempt.Claim;

    /// <summary>The reason why the handler's token was cancelled; null while it is not cancelled.</summary>
    public TaskCancellationReason? CancellationReason => attempt.CancellationReason;

    /// <summary>Enqueues a child task in the same commit as the completion of this task.</summary>
    /// <param name="child">The child task.</param>
    /// <remarks>
    /// This method makes no call to the database. If the attempt is not completed, the child is not enqueued. A null
    /// <see cref="NewTask.ParentId"/> becomes this task's id, and a null <see cref="NewTask.UserId"/> this task's user. If a field of the
    /// child is missing or out of range, the task fails for good when it is completed, because its work is done.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="child"/> is null.</exception>
    public void Enqueue(NewTask child)
    {
        ArgumentNullException.ThrowIfNull(child);
        var completed = child with { ParentId = child.ParentId ?? TaskId, UserId = child.UserId ?? Task.UserId };
        attempt.Extras.Enqueue(batch => batch.Enqueue(completed));
        attempt.Observer?.Enqueued(completed);
    }

    /// <summary>Writes an entry to the activity log in the same commit as the completion of this task.</summary>
    /// <param name="activity">The entry.</param>
    /// <remarks>
    /// This method makes no call to the database. If the attempt is not completed, the entry is not written. If a field of the entry is
    /// missing or out of range, the task fails for good when it is completed, because its work is done.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="activity"/> is null.</exception>
    public void Write(NewActivity activity)
    {
        ArgumentNullException.ThrowIfNull(activity);
        attempt.Extras.Enqueue(batch => batch.Write(activity));
        attempt.Observer?.Written(activity);
    }

    /// <summary>Reports the progress of the task, for people and the next attempt (<see cref="AgentTask.Progress"/>).</summary>
    /// <remarks>
    /// The latest progress is stored, together with the other pending updates of the attempt: at most once a second, and always before the
    /// outcome of the attempt.
    /// </remarks>
    /// <param name="progress">The progress. It replaces the progress reported before.</param>
    /// <exception cref="ArgumentException"><paramref name="progress"/> cannot be stored.</exception>
    /// <exception cref="StateLimitException">
    /// The task's document would be too large with it; earlier updates are kept.
    /// </exception>
    /// <exception cref="InvalidOperationException">The attempt has ended.</exception>
    public void ReportProgress(StateMap progress)
    {
        TaskArguments.CheckContent(progress, TaskFields.Progress);
        updates.Add(pending => pending with { Progress = progress });
    }

    /// <summary>Saves a state that the next attempt can resume from (<see cref="AgentTask.Checkpoint"/>).</summary>
    /// <remarks>
    /// The checkpoint is stored within about a second, and always before the outcome of the attempt. If the process dies before that, the
    /// checkpoint is lost.
    /// </remarks>
    /// <param name="checkpoint">The state. It replaces the checkpoint saved before.</param>
    /// <exception cref="ArgumentException"><paramref name="checkpoint"/> cannot be stored.</exception>
    /// <exception cref="StateLimitException">
    /// The task's document would be too large with it; earlier updates are kept.
    /// </exception>
    /// <exception cref="InvalidOperationException">The attempt has ended.</exception>
    public void SaveCheckpoint(StateMap checkpoint)
    {
        TaskArguments.CheckContent(checkpoint, TaskFields.Checkpoint);
        updates.Add(pending => pending with { Checkpoint = checkpoint });
    }

    /// <summary>Adds to the usage of the task, which is summed over all its attempts (<see cref="AgentTask.Usage"/>).</summary>
    /// <remarks>
    /// Each amount is counted once, even if the attempt fails. It is stored within about a second, like <see cref="SaveCheckpoint"/>.
    /// </remarks>
    /// <param name="name">The name, such as <c>inputTokens</c>.</param>
    /// <param name="amount">The amount, finite and not negative.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> or <paramref name="amount"/> is not valid.</exception>
    /// <exception cref="StateLimitException">
    /// The task's document would be too large with one more name; earlier updates are kept.
    /// </exception>
    /// <exception cref="InvalidOperationException">The attempt has ended.</exception>
    public void AddUsage(string name, double amount)
    {
        var usage = TaskUsage.Of(name, amount);
        updates.Add(pending => pending with { Usage = pending.Usage.Plus(usage) });
    }

    /// <summary>Returns an exception that the handler must throw to let the task wait for a reply of a person.</summary>
    /// <remarks>
    /// <para>
    /// While the task waits it has no lease and no slot, and the attempt does not count. The child tasks and activity entries of this
    /// attempt are dropped. The question is stored as <see cref="AgentTask.Progress"/>. After
    /// <see cref="ITaskAdministration.ReplyAsync"/> the handler runs again from its beginning. It finds the reply in
    /// <see cref="AgentTask.Reply"/>, and the saved state in <see cref="AgentTask.Checkpoint"/>.
    /// </para>
    /// <para>
    /// Throw the returned exception and do not catch it. If the handler returns, or throws another exception, the task fails for good.
    /// </para>
    /// </remarks>
    /// <example><c>var reply = context.Task.Reply ?? throw context.WaitForInput(question);</c></example>
    /// <param name="question">The question, which replaces the reported progress; null = the progress is kept.</param>
    /// <param name="deadline">
    /// The longest time to wait for a reply, zero to 365 days; null = unlimited. After it the task fails
    /// (<see cref="AgentTaskErrors.InputTimeout"/>).
    /// </param>
    /// <returns>The exception to throw.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="question"/> cannot be stored, or <paramref name="deadline"/> is out of range.
    /// </exception>
    /// <exception cref="StateLimitException">The task's document would be too large with the question.</exception>
    /// <exception cref="InvalidOperationException">The attempt has ended.</exception>
    public WaitForInputException WaitForInput(StateMap? question = null, TimeSpan? deadline = null)
    {
        TaskArguments.CheckDeadline(deadline);
        if (question is not null)
        {
            ReportProgress(question);
        }

        attempt.AsksForInput = true;
        return new WaitForInputException(TaskId, deadline);
    }
}
