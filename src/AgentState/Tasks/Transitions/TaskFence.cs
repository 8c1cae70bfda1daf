namespace AgentState.Internal.Tasks.Transitions;

/// <summary>Decides which claim holds a task, by its status, claim token and agent.</summary>
/// <remarks>
/// Other clients change <c>status</c> and <c>assignedTo</c>, but leave the token and lease of the previous holder. So only all three
/// fields together show the holder.
/// </remarks>
internal static class TaskFence
{
    /// <summary>Whether the claim holds the task.</summary>
    public static bool Holds(TaskClaim claim, AgentTask task) =>
        task.Status is AgentTaskStatus.Processing && task.ClaimToken == claim.Token && task.AssignedTo == claim.AgentId;

    /// <summary>Returns the task if the claim holds it.</summary>
    /// <exception cref="LeaseLostException">The claim does not hold the task.</exception>
    public static AgentTask Held(AgentTask task, TaskClaim claim) => Holds(claim, task) ? task : throw new LeaseLostException(task.Id);

    /// <summary>Returns the task if the claim holds it and has not completed it.</summary>
    /// <exception cref="LeaseLostException">Another claim holds the task, or none does.</exception>
    /// <exception cref="TaskEndedException">The claim itself has completed the task.</exception>
    public static AgentTask StillHeld(AgentTask task, TaskClaim claim) =>
        task.LastEnded is { } ended && ended.Token == claim.Token
            ? throw new TaskEndedException(task.Id, ended.Outcome)
            : Held(task, claim);

    /// <summary>Whether the claim has already completed the task with one of the given outcomes.</summary>
    /// <remarks>A caller that did not receive the reply calls again. The same outcome of the same claim is then one completion.</remarks>
    /// <exception cref="TaskEndedException">The claim has completed the task with another outcome.</exception>
    public static bool AlreadyEnded(AgentTask task, TaskClaim claim, params ReadOnlySpan<AgentTaskStatus> asked)
    {
        if (task.LastEnded is not { } ended || ended.Token != claim.Token)
        {
            return false;
        }

        return asked.Contains(ended.Outcome) ? true : throw new TaskEndedException(task.Id, ended.Outcome);
    }

    /// <summary>Returns when the lease of the current holder expires; null if the holder has no lease.</summary>
    /// <remarks>
    /// If the token was created for another agent, the stored lease is left over: a client without leases has put the task back or taken it
    /// over. That lease does not belong to the current holder.
    /// </remarks>
    public static DateTimeOffset? LeaseEnd(AgentTask task) =>
        task is { Status: AgentTaskStatus.Processing, ClaimToken: { } token, AssignedTo: { } holder } && ClaimTokens.IsOf(holder, token)
            ? task.LeaseExpiresAt
            : null;
}
