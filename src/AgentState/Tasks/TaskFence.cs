namespace AgentState;

/// <summary>
/// Who holds a task. A program that knows only the plan's fields changes <c>status</c> and <c>assignedTo</c> without touching the token, and leaves the lease
/// of whoever held the task before: so neither of the three proves anything without the others.
/// </summary>
internal static class TaskFence
{
    /// <summary>Whether the claim holds the task.</summary>
    public static bool Holds(TaskClaim claim, AgentTask task) =>
        task.Status is AgentTaskStatus.Processing && task.ClaimToken == claim.Token && task.AssignedTo == claim.AgentId;

    /// <summary>The task, where the claim holds it.</summary>
    /// <exception cref="LeaseLostException">It does not.</exception>
    public static AgentTask Held(AgentTask task, TaskClaim claim) => Holds(claim, task) ? task : throw new LeaseLostException(task.Id);

    /// <summary>The task, where the claim holds it and has not ended it.</summary>
    /// <exception cref="LeaseLostException">Another one holds it, or none.</exception>
    /// <exception cref="TaskEndedException">The claim itself has ended the task.</exception>
    public static AgentTask StillHeld(AgentTask task, TaskClaim claim) =>
        task.LastEnded is { } ended && ended.Token == claim.Token ? throw new TaskEndedException(task.Id, ended.Outcome) : Held(task, claim);

    /// <summary>
    /// Whether the claim has ended the task already, in one of the ways asked for. A caller that never saw our reply asks again: the same claim ending the
    /// same way twice is one end.
    /// </summary>
    /// <exception cref="TaskEndedException">The claim has ended the task in another way.</exception>
    public static bool AlreadyEnded(AgentTask task, TaskClaim claim, params ReadOnlySpan<AgentTaskStatus> asked)
    {
        if (task.LastEnded is not { } ended || ended.Token != claim.Token)
        {
            return false;
        }

        return asked.Contains(ended.Outcome) ? true : throw new TaskEndedException(task.Id, ended.Outcome);
    }

    /// <summary>
    /// The end of the lease of whoever holds the task now; null where the holder has none. A lease beside a token that was made for another agent is left
    /// over: somebody without leases put the task back or took it over, and the holder has never heard of that lease.
    /// </summary>
    public static DateTimeOffset? LeaseEnd(AgentTask task) =>
        task is { Status: AgentTaskStatus.Processing, ClaimToken: { } token, AssignedTo: { } holder } && ClaimTokens.IsOf(holder, token)
            ? task.LeaseExpiresAt
            : null;
}
