namespace AgentState;

/// <summary>One attempt at a task, as its handler sees it. Thread-safe.</summary>
public sealed class TaskContext
{
    private readonly TaskAttempt attempt;

    internal TaskContext(TaskAttempt attempt) => this.attempt = attempt;

    /// <summary>The task, as it was claimed.</summary>
    public AgentTask Task => attempt.Task;

    /// <summary>The task's id.</summary>
    public string TaskId => attempt.Task.Id;

    /// <summary>The how manieth attempt this is, from 1. Task id and attempt together are the key of what this attempt does outside.</summary>
    public int Attempt => attempt.Task.Attempt;

    /// <summary>The agent that works on the task.</summary>
    public string AgentId => attempt.Claim.AgentId;

    /// <summary>The claim, as it stands now: for what a handler asks of the queue itself.</summary>
    public TaskClaim Claim => attempt.Claim;

    /// <summary>Why the handler's token was cancelled; null while it was not.</summary>
    public TaskCancellationReason? CancellationReason => attempt.CancellationReason;

    /// <summary>
    /// Enqueues a child of the task, together with its completion: both happen, or neither. A handler that fails has enqueued nothing. Its <see cref="NewTask.ParentId"/> is this task, unless
    /// it says otherwise.
    /// </summary>
    /// <param name="child">What to add.</param>
    /// <exception cref="ArgumentException">A field is missing or out of range; refused when the task is completed.</exception>
    public void Enqueue(NewTask child)
    {
        ArgumentNullException.ThrowIfNull(child);
        attempt.Extras.Enqueue(batch => batch.Enqueue(child.ParentId is null ? child with { ParentId = TaskId } : child));
    }

    /// <summary>Writes an entry into the activity log, together with the task's completion: both happen, or neither.</summary>
    /// <param name="activity">The entry.</param>
    public void Write(NewActivity activity)
    {
        ArgumentNullException.ThrowIfNull(activity);
        attempt.Extras.Enqueue(batch => batch.Write(activity));
    }
}
