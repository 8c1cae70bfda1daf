using AgentState.Internal.Tasks;

namespace AgentState;

/// <summary>The handle of a claimed task: it completes, fails, releases and renews the task. Thread-safe.</summary>
/// <remarks>
/// <para>The handle keeps the version of the task, so that most calls need no read. Concurrent calls are safe; each pair of them that
/// changes the task at the same time costs one more read.</para>
/// <para>To continue in another process, pass on <see cref="Claim"/> and call <see cref="ITaskQueue.Attach"/> there.</para>
/// <para>Every method throws <see cref="OperationCanceledException"/> if its token is cancelled.</para>
/// </remarks>
/// <example>
/// <code>
/// if (await queue.ClaimAsync("github", "github-agent") is { } claimed)
/// {
///     await claimed.SaveCheckpointAsync(StateMap.FromJson("""{ "page": 3 }"""));
///     await claimed.CompleteAsync(StateMap.FromJson("""{ "approved": true }"""));
/// }
/// </code>
/// </example>
public sealed class ClaimedTask
{
    private readonly Lock gate = new();
    private readonly IClaimActions actions;
    private readonly AgentTask? task;
    private TaskClaim claim;

    internal ClaimedTask(AgentTask? task, TaskClaim claim, IClaimActions actions)
    {
        this.task = task;
        this.claim = claim;
        this.actions = actions;
    }

    /// <summary>The task as it was claimed: its status is processing, and its attempt is counted.</summary>
    /// <exception cref="InvalidOperationException">
    /// The handle was made by <see cref="ITaskQueue.Attach"/>, which does not read the task. Call <see cref="ITaskQueue.GetAsync"/>.
    /// </exception>
    public AgentTask Task => task ?? throw new InvalidOperationException(
        $"The handle of task '{TaskId}' was made by Attach, which does not read the task. Call ITaskQueue.GetAsync to read it.");

    /// <summary>The id of the task.</summary>
    public string TaskId => Claim.TaskId;

    /// <summary>The agent that claimed the task.</summary>
    public string AgentId => Claim.AgentId;

    /// <summary>The current claim. It can be serialized as JSON and attached in another process.</summary>
    public TaskClaim Claim
    {
        get
        {
            lock (gate)
            {
                return claim;
            }
        }
    }

    /// <summary>Marks the task as done and ends its lease. One call, one billed write.</summary>
    /// <param name="result">The result of the task; null = none.</param>
    /// <param name="cancellationToken">Stops waiting. The completion may still take effect.</param>
    /// <exception cref="LeaseLostException">The claim no longer holds the task; nothing was written.</exception>
    /// <exception cref="TaskEndedException">This claim has already ended the task with another outcome.</exception>
    /// <exception cref="StateNotFoundException">The task was deleted.</exception>
    /// <exception cref="StateLimitException">
    /// The result does not fit in the document. The task has failed permanently (<c>result_too_large</c>).
    /// </exception>
    /// <exception cref="StateConflictException">The task kept changing while this call tried to write it. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">The database did not respond. Safe to call again.</exception>
    public Task CompleteAsync(StateMap? result = null, CancellationToken cancellationToken = default) =>
        actions.CompleteAsync(Claim, result, cancellationToken);

    /// <summary>Ends the attempt with a failure. One call, one billed write.</summary>
    /// <remarks>
    /// If the failure is <see cref="TaskFailure.Retryable"/> and attempts are left, the task is scheduled for the next attempt, after a
    /// delay. Otherwise it fails permanently. A task with a cancel request becomes cancelled.
    /// </remarks>
    /// <param name="failure">The reason, and whether to retry.</param>
    /// <param name="cancellationToken">Stops waiting. The failure may still take effect.</param>
    /// <exception cref="LeaseLostException">The claim no longer holds the task; nothing was written.</exception>
    /// <exception cref="TaskEndedException">This claim has already ended the task with another outcome.</exception>
    /// <exception cref="StateNotFoundException">The task was deleted.</exception>
    /// <exception cref="StateConflictException">The task kept changing while this call tried to write it. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">The database did not respond. Safe to call again.</exception>
    public Task FailAsync(TaskFailure failure, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(failure);

        return actions.FailAsync(Claim, failure, cancellationToken);
    }

    /// <summary>Releases the task: it is pending again, and the attempt does not count. One call, one billed write.</summary>
    /// <remarks>The task keeps its place in the queue. A task with a cancel request becomes cancelled.</remarks>
    /// <param name="cancellationToken">Stops waiting. The release may still take effect.</param>
    /// <exception cref="LeaseLostException">The claim no longer holds the task; nothing was written.</exception>
    /// <exception cref="TaskEndedException">This claim has already ended the task with another outcome.</exception>
    /// <exception cref="StateNotFoundException">The task was deleted.</exception>
    /// <exception cref="StateConflictException">The task kept changing while this call tried to write it. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">The database did not respond. Safe to call again.</exception>
    public Task ReleaseAsync(CancellationToken cancellationToken = default) => actions.ReleaseAsync(Claim, cancellationToken);

    /// <summary>Ends the claim and lets the task wait for a reply. One call, one billed write.</summary>
    /// <remarks>
    /// No agent holds the task while it waits. The attempt counts only when the task is claimed again after the reply. If the next attempt
    /// needs data of this one, call <see cref="SaveCheckpointAsync"/> first. A task with a cancel request becomes cancelled.
    /// </remarks>
    /// <param name="deadline">
    /// The time limit for the reply, from now on, in server time: zero to 365 days. The first sweep after it fails the task
    /// (<see cref="AgentTaskErrors.InputTimeout"/>); a reply before that sweep is still accepted. Null = no deadline.
    /// </param>
    /// <param name="cancellationToken">Stops waiting. The call may still take effect.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="deadline"/> is negative, or longer than 365 days.</exception>
    /// <exception cref="LeaseLostException">The claim no longer holds the task; nothing was written.</exception>
    /// <exception cref="TaskEndedException">This claim has already ended the task with another outcome.</exception>
    /// <exception cref="StateNotFoundException">The task was deleted.</exception>
    /// <exception cref="StateConflictException">The task kept changing while this call tried to write it. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">The database did not respond. Safe to call again.</exception>
    public Task WaitForInputAsync(TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        TaskArguments.CheckDeadline(deadline);

        return actions.WaitForInputAsync(Claim, deadline, cancellationToken);
    }

    /// <summary>Renews the lease for <see cref="TaskOptions.LeaseDuration"/> from now on. One call, one billed write.</summary>
    /// <remarks>
    /// Renew at least twice within each lease. The first update of an attached handle costs one more read.
    /// </remarks>
    /// <param name="cancellationToken">Stops waiting. The lease may still be renewed.</param>
    /// <returns>The new end of the lease, and whether cancellation was requested.</returns>
    /// <exception cref="LeaseLostException">The claim no longer holds the task; nothing was written. Stop work on it.</exception>
    /// <exception cref="TaskEndedException">This claim has already ended the task.</exception>
    /// <exception cref="StateNotFoundException">The task was deleted.</exception>
    /// <exception cref="StateConflictException">The task kept changing while this call tried to write it. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">
    /// The database did not respond; the lease may or may not be renewed. Safe to call again.
    /// </exception>
    public async Task<LeaseRenewal> RenewAsync(CancellationToken cancellationToken = default)
    {
        var renewed = await actions.RenewAsync(Claim, cancellationToken).ConfigureAwait(false);
        Adopt(renewed.Claim);
        return new LeaseRenewal { LeaseExpiresAt = renewed.LeaseExpiresAt, CancelRequestedAt = renewed.CancelRequestedAt };
    }

    /// <summary>Stores the progress of the task, in place of the earlier progress. Does not renew the lease.</summary>
    /// <remarks>One call and one billed write. The first update of an attached handle costs one more read.</remarks>
    /// <param name="progress">The progress, for people and for the next attempt.</param>
    /// <param name="cancellationToken">Stops waiting. The progress may still be stored.</param>
    /// <exception cref="ArgumentException"><paramref name="progress"/> is not valid.</exception>
    /// <exception cref="StateLimitException">
    /// The progress does not fit in the task's document, which keeps 16 KiB free for the completion; nothing was written.
    /// </exception>
    /// <exception cref="LeaseLostException">The claim no longer holds the task; nothing was written. Stop work on it.</exception>
    /// <exception cref="TaskEndedException">This claim has already ended the task.</exception>
    /// <exception cref="StateNotFoundException">The task was deleted.</exception>
    /// <exception cref="StateConflictException">The task kept changing while this call tried to write it. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">The database did not respond. Safe to call again.</exception>
    public async Task ReportProgressAsync(StateMap progress, CancellationToken cancellationToken = default)
    {
        TaskArguments.CheckContent(progress, TaskFields.Progress);

        Adopt(await actions.ReportProgressAsync(Claim, progress, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Saves a checkpoint for the next attempt, in place of the earlier one. Does not renew the lease.</summary>
    /// <remarks>
    /// The next attempt finds it in <see cref="AgentTask.Checkpoint"/>. One call and one billed write. The first update of an attached
    /// handle costs one more read.
    /// </remarks>
    /// <param name="checkpoint">The state to resume from.</param>
    /// <param name="cancellationToken">Stops waiting. The checkpoint may still be saved.</param>
    /// <exception cref="ArgumentException"><paramref name="checkpoint"/> is not valid.</exception>
    /// <exception cref="StateLimitException">
    /// The checkpoint does not fit in the task's document, which keeps 16 KiB free for the completion; nothing was written.
    /// </exception>
    /// <exception cref="LeaseLostException">The claim no longer holds the task; nothing was written. Stop work on it.</exception>
    /// <exception cref="TaskEndedException">This claim has already ended the task.</exception>
    /// <exception cref="StateNotFoundException">The task was deleted.</exception>
    /// <exception cref="StateConflictException">The task kept changing while this call tried to write it. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">The database did not respond. Safe to call again.</exception>
    public async Task SaveCheckpointAsync(StateMap checkpoint, CancellationToken cancellationToken = default)
    {
        TaskArguments.CheckContent(checkpoint, TaskFields.Checkpoint);

        Adopt(await actions.SaveCheckpointAsync(Claim, checkpoint, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Adds to the usage of the task, which sums up all its attempts (<see cref="AgentTask.Usage"/>).</summary>
    /// <remarks>
    /// Each call is counted once, even if a response is lost. One call and one billed write. The first update of an attached handle costs
    /// one more read.
    /// </remarks>
    /// <param name="usage">The usage since the last call. An empty usage makes no call.</param>
    /// <param name="cancellationToken">Stops waiting. The usage may still be added.</param>
    /// <exception cref="StateLimitException">
    /// The usage names do not fit in the task's document, which keeps 16 KiB free for the completion; nothing was written.
    /// </exception>
    /// <exception cref="LeaseLostException">The claim no longer holds the task; nothing was written. Stop work on it.</exception>
    /// <exception cref="TaskEndedException">This claim has already ended the task.</exception>
    /// <exception cref="StateNotFoundException">The task was deleted.</exception>
    /// <exception cref="StateConflictException">The task kept changing while this call tried to write it. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">
    /// The database did not respond. If <see cref="StateUnavailableException.MayHaveBeenApplied"/> is true, the usage may have been added,
    /// and calling again may add it a second time.
    /// </exception>
    public async Task AddUsageAsync(TaskUsage usage, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(usage);

        Adopt(await actions.AddUsageAsync(Claim, usage, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Returns the task's id and the agent's id.</summary>
    public override string ToString() => $"{TaskId}, claimed by {AgentId}";

    /// <summary>Uses the claim that a write has returned, so that the next write needs no read.</summary>
    internal void Adopt(TaskClaim next)
    {
        lock (gate)
        {
            claim = claim.LaterOf(next);
        }
    }
}
