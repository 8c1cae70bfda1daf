using AgentState.Internal.Data;
using AgentState.Internal.Documents;
using AgentState.Internal.Tasks.Stored;

namespace AgentState.Internal.Tasks.Transitions;

/// <summary>The status transitions of a task, as pure functions of the stored task and the request.</summary>
/// <remarks>
/// They do no I/O and read no clock; all times are parameters and the database's. The README.md of the folder Tasks has the table
/// of all transitions. <c>SweepTransitions</c> has those that happen by time alone. A repeated transition that finds its own outcome
/// returns the same instance. Final states change only by a requeue.
/// </remarks>
internal static class TaskTransitions
{
    /// <summary>The number of latest write ids that a task keeps.</summary>
    public const int KeptWriteIds = 8;

    private const int KeptErrors = 5;
    private const int MaxErrorsMessageBytes = 1024;
    private const int MaxErrorsAgentBytes = 128;

    /// <summary>Pending to processing.</summary>
    /// <remarks>
    /// The caller has read the task as pending, and commits on condition of that version. If the attempts of a pending task are used up,
    /// another client has put it back. Its attempts then start again at 1, as after a requeue.
    /// </remarks>
    public static AgentTask Claim(AgentTask task, TaskClaim claim, DateTimeOffset leaseExpiresAt) => task with
    {
        Status = AgentTaskStatus.Processing,
        AssignedTo = claim.AgentId,
        Attempt = task.Attempt < task.MaxAttempts ? task.Attempt + 1 : 1,
        ClaimToken = claim.Token,
        LeaseExpiresAt = leaseExpiresAt,
        RunAt = null,
        ExpiresAt = null,
    };

    /// <summary>Processing stays processing, with a new lease.</summary>
    /// <remarks>
    /// The lease always differs from the stored one, even within one tick of the clock. A write that changes nothing would leave the
    /// version unchanged.
    /// </remarks>
    public static AgentTask Renew(AgentTask task, TaskClaim claim, DateTimeOffset leaseExpiresAt)
    {
        var held = TaskFence.StillHeld(task, claim);
        return held with { LeaseExpiresAt = leaseExpiresAt == held.LeaseExpiresAt ? leaseExpiresAt.AddMicroseconds(1) : leaseExpiresAt };
    }

    /// <summary>Processing stays processing, with new progress.</summary>
    public static AgentTask Report(AgentTask task, TaskClaim claim, StateMap progress) =>
        TaskFence.StillHeld(task, claim) with { Progress = progress };

    /// <summary>Processing stays processing, with a new checkpoint.</summary>
    public static AgentTask Save(AgentTask task, TaskClaim claim, StateMap checkpoint) =>
        TaskFence.StillHeld(task, claim) with { Checkpoint = checkpoint };

    /// <summary>Processing stays processing, with the pending updates; usage is added to the stored amounts.</summary>
    public static AgentTask Update(AgentTask task, TaskClaim claim, ClaimUpdate update, string writeId) =>
        update.On(TaskFence.StillHeld(task, claim)) with { WriteIds = task.WriteIds.With(writeId, KeptWriteIds) };

    /// <summary>Processing to done.</summary>
    public static AgentTask Complete(AgentTask task, TaskClaim claim, StateMap? result, DateTimeOffset? expiresAt) =>
        TaskFence.AlreadyEnded(task, claim, AgentTaskStatus.Done)
            ? task
            : End(TaskFence.Held(task, claim), claim, AgentTaskStatus.Done, expiresAt) with { Result = result, Error = null };

    /// <summary>Processing to scheduled if the task can be retried, otherwise to failed.</summary>
    /// <remarks>To cancelled if cancellation was requested.</remarks>
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
        var ended = End(held, claim, outcome, failure.ExpiresAt) with { Errors = errors };
        return outcome is AgentTaskStatus.Scheduled ? ended with { RunAt = failure.RetryAt } : ended with { Error = failure.Error };
    }

    /// <summary>Processing back to pending, without counting the attempt.</summary>
    /// <remarks>To cancelled if cancellation was requested.</remarks>
    public static AgentTask Release(AgentTask task, TaskClaim claim, DateTimeOffset? expiresAt) =>
        TaskFence.AlreadyEnded(task, claim, AgentTaskStatus.Pending, AgentTaskStatus.Cancelled)
            ? task
            : End(Uncounted(TaskFence.Held(task, claim)), claim, Stopped(task) ?? AgentTaskStatus.Pending, expiresAt) with
            {
                AssignedTo = null,
            };

    /// <summary>Processing to waiting for input.</summary>
    /// <remarks>
    /// The attempt continues after the reply, so it is not counted until then. An earlier reply is removed, because it does not answer the
    /// current question. To cancelled if cancellation was requested.
    /// </remarks>
    public static AgentTask Wait(AgentTask task, TaskClaim claim, DateTimeOffset? deadline, DateTimeOffset? expiresAt)
    {
        if (TaskFence.AlreadyEnded(task, claim, AgentTaskStatus.Waiting, AgentTaskStatus.Cancelled))
        {
            return task;
        }

        var held = TaskFence.Held(task, claim);
        return Stopped(held) is { } stopped
            ? End(Uncounted(held), claim, stopped, expiresAt)
            : End(Uncounted(held), claim, AgentTaskStatus.Waiting, expiresAt) with { RunAt = deadline, Reply = null };
    }

    /// <summary>Waiting to pending, with the reply and at its old position in the queue.</summary>
    /// <exception cref="TaskStatusException">The task is not waiting, for example because it has a reply already.</exception>
    public static AgentTask Reply(AgentTask task, StateMap reply, string writeId) => task.Status is AgentTaskStatus.Waiting
        ? task with { Status = AgentTaskStatus.Pending, Reply = reply, RunAt = null, WriteIds = task.WriteIds.With(writeId, KeptWriteIds) }
        : throw new TaskStatusException(task.Id, task.Status, "Reply only to a task that is waiting for input, and only once.");

    /// <summary>Pending, scheduled and waiting to cancelled.</summary>
    /// <remarks>For a processing task, records the first cancellation request. A task that has ended stays unchanged.</remarks>
    public static AgentTask Cancel(AgentTask task, DateTimeOffset now, DateTimeOffset? expiresAt, string writeId) => task.Status switch
    {
        AgentTaskStatus.Pending or AgentTaskStatus.Scheduled or AgentTaskStatus.Waiting => task with
        {
            Status = AgentTaskStatus.Cancelled,
            ClaimToken = null,
            LeaseExpiresAt = null,
            RunAt = null,
            ExpiresAt = expiresAt,
            WriteIds = task.WriteIds.With(writeId, KeptWriteIds),
        },
        AgentTaskStatus.Processing when task.CancelRequestedAt is null => task with
        {
            CancelRequestedAt = now,
            WriteIds = task.WriteIds.With(writeId, KeptWriteIds),
        },
        _ => task,
    };

    /// <summary>Failed and cancelled to pending, at its old position in the queue and with all its attempts.</summary>
    /// <remarks>The errors of earlier attempts are kept.</remarks>
    /// <exception cref="TaskStatusException">The task is neither failed nor cancelled.</exception>
    public static AgentTask Requeue(AgentTask task, string writeId) => task.Status is AgentTaskStatus.Failed or AgentTaskStatus.Cancelled
        ? task with
        {
            Status = AgentTaskStatus.Pending,
            Attempt = 0,
            Error = null,
            CancelRequestedAt = null,
            ClaimToken = null,
            LeaseExpiresAt = null,
            RunAt = null,
            ExpiresAt = null,
            WriteIds = task.WriteIds.With(writeId, KeptWriteIds),
        }
        : throw new TaskStatusException(task.Id, task.Status, "Requeue only a task that has failed or was cancelled.");

    /// <summary>Returns the cancelled status if cancellation was requested, since such a task never runs again; otherwise null.</summary>
    public static AgentTaskStatus? Stopped(AgentTask task) => task.CancelRequestedAt is null ? null : AgentTaskStatus.Cancelled;

    /// <summary>Returns the latest five errors of the task including a new one, whose texts are truncated.</summary>
    public static ValueList<TaskError> WithError(AgentTask task, string error, DateTimeOffset at) =>
        new ValueList<TaskError>(task.Errors).With(
            new TaskError
            {
                Attempt = task.Attempt,
                AgentId = task.AssignedTo is { } agent ? Utf8Text.Truncate(agent, MaxErrorsAgentBytes) : null,
                Message = Utf8Text.Truncate(error, MaxErrorsMessageBytes),
                At = at,
            },
            KeptErrors);

    private static AgentTask Uncounted(AgentTask task) => task with { Attempt = Math.Max(task.Attempt - 1, 0) };

    private static AgentTask End(AgentTask task, TaskClaim claim, AgentTaskStatus outcome, DateTimeOffset? expiresAt) => task with
    {
        Status = outcome,
        ClaimToken = null,
        LeaseExpiresAt = null,
        LastEnded = new CompletedClaim(claim.Token, outcome),
        ExpiresAt = outcome is AgentTaskStatus.Done or AgentTaskStatus.Failed or AgentTaskStatus.Cancelled ? expiresAt : null,
    };
}
