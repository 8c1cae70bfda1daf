namespace AgentState;

/// <summary>
/// The rules by which a task changes its status: functions of what is stored and what is asked, without I/O and without a clock.
/// The table is in this room's README. A transition that its own repeat finds done returns the very task that it was given.
/// </summary>
internal static class TaskTransitions
{
    /// <summary>Pending to processing. The caller has seen the task pending; the commit is conditional on that.</summary>
    public static AgentTask Claim(AgentTask task, TaskClaim claim, DateTimeOffset leaseExpiresAt) => task with
    {
        Status = AgentTaskStatus.Processing,
        AssignedTo = claim.AgentId,
        Attempt = task.Attempt + 1,
        ClaimToken = claim.Token,
        LeaseExpiresAt = leaseExpiresAt,
    };

    /// <summary>Processing to done.</summary>
    public static AgentTask Complete(AgentTask task, TaskClaim claim, StateMap? result) =>
        AlreadyEnded(task, claim, AgentTaskStatus.Done)
            ? task
            : End(Held(task, claim), claim, AgentTaskStatus.Done) with { Result = result, Error = null };

    /// <summary>Processing to failed; to cancelled where the task was asked to stop.</summary>
    public static AgentTask Fail(AgentTask task, TaskClaim claim, string error) =>
        AlreadyEnded(task, claim, AgentTaskStatus.Failed, AgentTaskStatus.Cancelled)
            ? task
            : End(Held(task, claim), claim, Stopped(task) ?? AgentTaskStatus.Failed) with { Error = error };

    /// <summary>Processing back to pending, as if the claim had not been: its attempt does not count. To cancelled where the task was asked to stop.</summary>
    public static AgentTask Release(AgentTask task, TaskClaim claim) =>
        AlreadyEnded(task, claim, AgentTaskStatus.Pending, AgentTaskStatus.Cancelled)
            ? task
            : End(Held(task, claim), claim, Stopped(task) ?? AgentTaskStatus.Pending) with { Attempt = task.Attempt - 1, AssignedTo = null };

    // A task asked to stop never runs again, whatever else was to become of it.
    private static AgentTaskStatus? Stopped(AgentTask task) => task.CancelRequestedAt is null ? null : AgentTaskStatus.Cancelled;

    // A caller that never saw our reply asks again: the same claim ending the same way twice is one end.
    private static bool AlreadyEnded(AgentTask task, TaskClaim claim, params ReadOnlySpan<AgentTaskStatus> asked)
    {
        if (task.LastEnded is not { } ended || ended.Token != claim.Token)
        {
            return false;
        }

        return asked.Contains(ended.Outcome) ? true : throw new TaskEndedException(task.Id, ended.Outcome);
    }

    // A program that knows only the plan's fields changes status and assignedTo without touching the token: all three are the fence.
    private static AgentTask Held(AgentTask task, TaskClaim claim) =>
        task.Status is AgentTaskStatus.Processing && task.ClaimToken == claim.Token && task.AssignedTo == claim.AgentId
            ? task
            : throw new LeaseLostException(task.Id);

    private static AgentTask End(AgentTask task, TaskClaim claim, AgentTaskStatus outcome) => task with
    {
        Status = outcome,
        ClaimToken = null,
        LeaseExpiresAt = null,
        LastEnded = new EndedClaim(claim.Token, outcome),
    };
}
