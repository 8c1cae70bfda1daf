namespace AgentState;

/// <summary>
/// The rules by which a task changes its status: functions of what is stored and what is asked, without I/O and without a clock; times are passed in, and
/// are the database's. The table is in this room's README; <see cref="SweepTransitions"/> has its rows that only time brings about.
/// A transition that its own repeat finds done returns the very task that it was given. Final states change by requeue alone.
/// </summary>
internal static class TaskTransitions
{
    /// <summary>How many writes that leave no other trace a task remembers.</summary>
    public const int KeptMarks = 8;

    private const int KeptErrors = 5;
    private const int MaxErrorsMessageBytes = 1024;
    private const int MaxErrorsAgentBytes = 128;

    /// <summary>
    /// Pending to processing. The caller has seen the task pending; the commit is conditional on that. A task whose attempts are used up is pending only where
    /// another program has put it back: it begins anew, as by a requeue.
    /// </summary>
    public static AgentTask Claim(AgentTask task, TaskClaim claim, DateTimeOffset leaseExpiresAt) => task with
    {
        Status = AgentTaskStatus.Processing,
        AssignedTo = claim.AgentId,
        Attempt = task.Attempt < task.MaxAttempts ? task.Attempt + 1 : 1,
        ClaimToken = claim.Token,
        LeaseExpiresAt = leaseExpiresAt,
        RunAt = null,
        ExpireAt = null,
    };

    /// <summary>
    /// Processing stays processing, with a new lease. That is another one each time, even within one tick of the clock: a write that changes nothing leaves the
    /// version as it was.
    /// </summary>
    public static AgentTask Renew(AgentTask task, TaskClaim claim, DateTimeOffset leaseExpiresAt)
    {
        var held = TaskFence.StillHeld(task, claim);
        return held with { LeaseExpiresAt = leaseExpiresAt == held.LeaseExpiresAt ? leaseExpiresAt.AddMicroseconds(1) : leaseExpiresAt };
    }

    /// <summary>Processing stays processing, and says how far it has come.</summary>
    public static AgentTask Report(AgentTask task, TaskClaim claim, StateMap progress) =>
        TaskFence.StillHeld(task, claim) with { Progress = progress };

    /// <summary>Processing stays processing, with what the next attempt goes on from.</summary>
    public static AgentTask Save(AgentTask task, TaskClaim claim, StateMap checkpoint) =>
        TaskFence.StillHeld(task, claim) with { Checkpoint = checkpoint };

    /// <summary>Processing stays processing, with what was noted: amounts are added to what has been used up.</summary>
    public static AgentTask Note(AgentTask task, TaskClaim claim, ClaimNotes notes, string mark) =>
        notes.On(TaskFence.StillHeld(task, claim)) with { Marks = task.Marks.With(mark, KeptMarks) };

    /// <summary>Processing to done.</summary>
    public static AgentTask Complete(AgentTask task, TaskClaim claim, StateMap? result, DateTimeOffset? expireAt) =>
        TaskFence.AlreadyEnded(task, claim, AgentTaskStatus.Done)
            ? task
            : End(TaskFence.Held(task, claim), claim, AgentTaskStatus.Done, expireAt) with { Result = result, Error = null };

    /// <summary>
    /// Processing to scheduled, where the task may be tried again and has attempts left; else to failed; to cancelled where it was asked to stop.
    /// </summary>
    public static AgentTask Fail(AgentTask task, TaskClaim claim, FailedAttempt failure)
    {
        if (failure.RetryAt is null
            ? TaskFence.AlreadyEnded(task, claim, AgentTaskStatus.Failed, AgentTaskStatus.Cancelled)
            : TaskFence.AlreadyEnded(task, claim, AgentTaskStatus.Failed, AgentTaskStatus.Cancelled, AgentTaskStatus.Scheduled))
        {
            return task;
        }

        var held = TaskFence.Held(task, claim);
        var isTriedAgain = failure.RetryAt is not null && held.Attempt < held.MaxAttempts;
        var outcome = Stopped(held) ?? (isTriedAgain ? AgentTaskStatus.Scheduled : AgentTaskStatus.Failed);
        var errors = failure.IsBrief ? held.Errors : WithError(held, failure.Error, failure.At);
        var ended = End(held, claim, outcome, failure.ExpireAt) with { Errors = errors };
        return outcome is AgentTaskStatus.Scheduled ? ended with { RunAt = failure.RetryAt } : ended with { Error = failure.Error };
    }

    /// <summary>Processing back to pending, as if the claim had not been: its attempt does not count. To cancelled where the task was asked to stop.</summary>
    public static AgentTask Release(AgentTask task, TaskClaim claim, DateTimeOffset? expireAt) =>
        TaskFence.AlreadyEnded(task, claim, AgentTaskStatus.Pending, AgentTaskStatus.Cancelled)
            ? task
            : End(Uncounted(TaskFence.Held(task, claim)), claim, Stopped(task) ?? AgentTaskStatus.Pending, expireAt) with { AssignedTo = null };

    /// <summary>
    /// Processing to waiting: the attempt goes on when somebody has replied, and so is not counted until then. An earlier reply is no answer to what is asked
    /// now. To cancelled where the task was asked to stop.
    /// </summary>
    public static AgentTask Wait(AgentTask task, TaskClaim claim, DateTimeOffset? deadline, DateTimeOffset? expireAt)
    {
        if (TaskFence.AlreadyEnded(task, claim, AgentTaskStatus.Waiting, AgentTaskStatus.Cancelled))
        {
            return task;
        }

        var held = TaskFence.Held(task, claim);
        return Stopped(held) is { } stopped
            ? End(Uncounted(held), claim, stopped, expireAt)
            : End(Uncounted(held), claim, AgentTaskStatus.Waiting, expireAt) with { RunAt = deadline, Reply = null };
    }

    /// <summary>Waiting to pending, at its old place. One reply only.</summary>
    /// <exception cref="TaskStatusException">The task does not wait: somebody has replied already, or it never did.</exception>
    public static AgentTask Reply(AgentTask task, StateMap reply, string mark) => task.Status is AgentTaskStatus.Waiting
        ? task with { Status = AgentTaskStatus.Pending, Reply = reply, RunAt = null, Marks = task.Marks.With(mark, KeptMarks) }
        : throw new TaskStatusException(task.Id, task.Status, "Only a task that waits for input takes a reply, and it takes one.");

    /// <summary>Pending, scheduled and waiting to cancelled. A task that is worked on is asked to stop, once; one that has ended stays as it is.</summary>
    public static AgentTask Cancel(AgentTask task, DateTimeOffset now, DateTimeOffset? expireAt, string mark) => task.Status switch
    {
        AgentTaskStatus.Pending or AgentTaskStatus.Scheduled or AgentTaskStatus.Waiting => task with
        {
            Status = AgentTaskStatus.Cancelled,
            ClaimToken = null,
            LeaseExpiresAt = null,
            RunAt = null,
            ExpireAt = expireAt,
            Marks = task.Marks.With(mark, KeptMarks),
        },
        AgentTaskStatus.Processing when task.CancelRequestedAt is null => task with { CancelRequestedAt = now, Marks = task.Marks.With(mark, KeptMarks) },
        _ => task,
    };

    /// <summary>Failed and cancelled to pending, at its old place and with all its attempts; what went wrong before is still told.</summary>
    /// <exception cref="TaskStatusException">The task has not failed, nor was it cancelled.</exception>
    public static AgentTask Requeue(AgentTask task, string mark) => task.Status is AgentTaskStatus.Failed or AgentTaskStatus.Cancelled
        ? task with
        {
            Status = AgentTaskStatus.Pending,
            Attempt = 0,
            Error = null,
            CancelRequestedAt = null,
            ClaimToken = null,
            LeaseExpiresAt = null,
            RunAt = null,
            ExpireAt = null,
            Marks = task.Marks.With(mark, KeptMarks),
        }
        : throw new TaskStatusException(task.Id, task.Status, "Only a task that has failed or was cancelled can be requeued.");

    /// <summary>A task asked to stop never runs again, whatever else was to become of it.</summary>
    public static AgentTaskStatus? Stopped(AgentTask task) => task.CancelRequestedAt is null ? null : AgentTaskStatus.Cancelled;

    /// <summary>The errors of the task's attempts with one more, cut to what a document has room for.</summary>
    public static ValueList<TaskError> WithError(AgentTask task, string error, DateTimeOffset at) => new ValueList<TaskError>(task.Errors).With(
        new TaskError(
            task.Attempt,
            task.AssignedTo is { } agent ? Utf8Text.Truncate(agent, MaxErrorsAgentBytes) : null,
            Utf8Text.Truncate(error, MaxErrorsMessageBytes),
            at),
        KeptErrors);

    private static AgentTask Uncounted(AgentTask task) => task with { Attempt = Math.Max(task.Attempt - 1, 0) };

    private static AgentTask End(AgentTask task, TaskClaim claim, AgentTaskStatus outcome, DateTimeOffset? expireAt) => task with
    {
        Status = outcome,
        ClaimToken = null,
        LeaseExpiresAt = null,
        LastEnded = new EndedClaim(claim.Token, outcome),
        ExpireAt = outcome is AgentTaskStatus.Done or AgentTaskStatus.Failed or AgentTaskStatus.Cancelled ? expireAt : null,
    };
}
