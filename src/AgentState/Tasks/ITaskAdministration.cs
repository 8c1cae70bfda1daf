namespace AgentState;

/// <summary>Operates the task queue: cancels, requeues and replies to tasks, pauses and limits types, and sweeps.</summary>
/// <remarks>
/// <para>These calls are for people, operators and services around the agents. Producers and claimers use <see cref="ITaskQueue"/>.</para>
/// <para>Every method throws <see cref="StateUnavailableException"/> if the database does not respond, and
/// <see cref="OperationCanceledException"/> if its token is cancelled. If the database refuses a call, it throws
/// <see cref="StatePermissionException"/>, <see cref="StateQuotaExceededException"/> or <see cref="DatabaseNotFoundException"/>.</para>
/// </remarks>
public interface ITaskAdministration
{
    /// <summary>
    /// Cancels a task, or requests its cancellation if an agent is working on it. Two calls: one billed read, one billed write.
    /// </summary>
    /// <remarks>
    /// <para>A pending, scheduled or waiting task becomes cancelled at once. A task that is final stays as it is, without a write.</para>
    /// <para>A worker in this process receives the request at once. A worker in another process receives it within about two seconds if its
    /// attempt is older than that. Any other claimer receives it with the next renewal of the lease.</para>
    /// <para>After the request, a failure, a crash or a release makes the task cancelled; only a completion still counts.</para>
    /// </remarks>
    /// <param name="taskId">The task's id.</param>
    /// <param name="cancellationToken">Stops waiting. The task may still be cancelled.</param>
    /// <returns>The task in its new state: check <see cref="AgentTask.Status"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="taskId"/> is not a valid document id.</exception>
    /// <exception cref="StateNotFoundException">The task does not exist.</exception>
    /// <exception cref="StateConflictException">The task kept changing while this call tried to write it. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">The database did not respond. Safe to call again.</exception>
    Task<AgentTask> CancelAsync(string taskId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Requeues a failed or cancelled task: it is pending again, with all its attempts. Two calls: one billed read, one billed write.
    /// </summary>
    /// <remarks>The task keeps its place in the queue, its <see cref="AgentTask.Errors"/>, progress, checkpoint and usage.</remarks>
    /// <param name="taskId">The task's id.</param>
    /// <param name="cancellationToken">Stops waiting. The task may still be requeued.</param>
    /// <returns>The task in its new state.</returns>
    /// <exception cref="ArgumentException"><paramref name="taskId"/> is not a valid document id.</exception>
    /// <exception cref="TaskStatusException">The task is neither failed nor cancelled.</exception>
    /// <exception cref="StateNotFoundException">The task does not exist.</exception>
    /// <exception cref="StateConflictException">The task kept changing while this call tried to write it. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">
    /// The database did not respond. Safe to call again; a <see cref="TaskStatusException"/> may then mean that the first call took effect.
    /// </exception>
    Task<AgentTask> RequeueAsync(string taskId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Replies to a task that waits for input, so that it is pending again. Two calls: one billed read, one billed write.
    /// </summary>
    /// <remarks>The task keeps its place in the queue. The next attempt finds the reply in <see cref="AgentTask.Reply"/>.</remarks>
    /// <param name="taskId">The task's id.</param>
    /// <param name="reply">The reply for the agent.</param>
    /// <param name="cancellationToken">Stops waiting. The reply may still take effect.</param>
    /// <returns>The task in its new state.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="taskId"/> is not a valid document id, or <paramref name="reply"/> is not valid.
    /// </exception>
    /// <exception cref="StateLimitException">The reply does not fit in the task's document; the task still waits.</exception>
    /// <exception cref="TaskStatusException">
    /// The task does not wait for input: it has a reply already, or it failed after its deadline.
    /// </exception>
    /// <exception cref="StateNotFoundException">The task does not exist.</exception>
    /// <exception cref="StateConflictException">The task kept changing while this call tried to write it. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">
    /// The database did not respond. Safe to call again; a <see cref="TaskStatusException"/> may then mean that the first call took effect.
    /// </exception>
    Task<AgentTask> ReplyAsync(string taskId, StateMap reply, CancellationToken cancellationToken = default);

    /// <summary>Pauses a type: its tasks are not claimed until <see cref="ResumeAsync"/> is called. One call, one billed write.</summary>
    /// <remarks>
    /// In every process that uses this library, no claim starts later than <see cref="TaskOptions.PauseMaxAge"/> (5 s) after this call
    /// returns. Other clients, which use only the ten shared fields, keep claiming. Tasks that are already claimed continue, and new tasks
    /// can be enqueued. Safe to call again.
    /// </remarks>
    /// <param name="type">The task type.</param>
    /// <param name="cancellationToken">Stops waiting. The type may still be paused.</param>
    /// <exception cref="ArgumentException"><paramref name="type"/> is not a valid type name.</exception>
    Task PauseAsync(string type, CancellationToken cancellationToken = default);

    /// <summary>Resumes a paused type, so that its tasks are claimed again. One call, one billed write.</summary>
    /// <remarks>
    /// This process claims again at once; the others at most <see cref="TaskOptions.PauseMaxAge"/> (5 s) after this call returns. Safe to
    /// call again, and for a type that was never paused.
    /// </remarks>
    /// <param name="type">The task type.</param>
    /// <param name="cancellationToken">Stops waiting. The type may still be resumed.</param>
    /// <exception cref="ArgumentException"><paramref name="type"/> is not a valid type name.</exception>
    Task ResumeAsync(string type, CancellationToken cancellationToken = default);

    /// <summary>Reads whether a type is paused now. One call, one billed read.</summary>
    /// <param name="type">The task type.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentException"><paramref name="type"/> is not a valid type name.</exception>
    Task<bool> IsPausedAsync(string type, CancellationToken cancellationToken = default);

    /// <summary>
    /// Limits how many tasks of a type are processed at a time, over all processes that use this library. One call, one billed write.
    /// </summary>
    /// <remarks>
    /// <para>A claim takes a slot together with its task, in one commit; if all slots are taken, the claim returns null. A slot is free as
    /// soon as its claim no longer holds the task, whatever the reason: completed, failed, released, waiting, swept after a crash, or
    /// changed by another client.</para>
    /// <para>The limit applies to claims that start later than <see cref="TaskOptions.PauseMaxAge"/> (5 s) after this call returns. Tasks
    /// that are already being processed then, and tasks that other clients claim, take no slot and do not count. If the limit is lowered,
    /// running tasks continue; the new limit holds when they have ended.</para>
    /// <para>Each claim of a limited type costs one more write. Unless this process has freed a slot, a claim also reads each slot, and up
    /// to as many documents again if no slot is unused. <see cref="ITaskQueue.ClaimManyAsync"/> reads the slots once for all its claims,
    /// which run in parallel.</para>
    /// <para>Safe to call again.</para>
    /// </remarks>
    /// <param name="type">The task type.</param>
    /// <param name="limit">1 to 1,000; null = no limit.</param>
    /// <param name="cancellationToken">Stops waiting. The limit may still be set.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="type"/> is not a valid type name, or <paramref name="limit"/> is out of range.
    /// </exception>
    Task SetConcurrencyLimitAsync(string type, int? limit, CancellationToken cancellationToken = default);

    /// <summary>Reads how many tasks of a type may be processed at a time; null = no limit. One call, one billed read.</summary>
    /// <param name="type">The task type.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentException"><paramref name="type"/> is not a valid type name.</exception>
    Task<int?> GetConcurrencyLimitAsync(string type, CancellationToken cancellationToken = default);

    /// <summary>Sweeps the queue: updates tasks whose lease has expired, whose time has come, or whose deadline has passed.</summary>
    /// <remarks>
    /// <list type="bullet">
    /// <item><description>A task whose lease has expired is scheduled for its next attempt, after the same back-off as after a failure
    /// (<see cref="TaskOptions.RetryDelay"/>). After the last attempt it fails with <see cref="AgentTaskErrors.LeaseExpired"/>.
    /// </description></item>
    /// <item><description>A scheduled task that is due becomes pending.</description></item>
    /// <item><description>A waiting task whose deadline has passed fails with <see cref="AgentTaskErrors.InputTimeout"/>.
    /// </description></item>
    /// </list>
    /// <para>At least one process must sweep now and then; workers do. Any number of processes may sweep at the same time.</para>
    /// <para>Two calls and two billed reads if there is nothing to do; otherwise one read and one write for each task.</para>
    /// <para>Once an hour, a sweep also counts the pending tasks of each type that this process has claimed or enqueued, twice. If the
    /// counts differ, tasks of other clients lack <c>priority</c> or <c>createdAt</c>, and no claim can find them. The sweep then writes
    /// the default priority and the creation time of the document.</para>
    /// </remarks>
    /// <param name="cancellationToken">Stops between two pages. Tasks that were swept before remain swept.</param>
    /// <returns>The numbers of tasks that this call has changed.</returns>
    /// <exception cref="MissingIndexException">The shipped indexes are not deployed.</exception>
    /// <exception cref="StateUnavailableException">The database did not respond. Safe to call again.</exception>
    Task<TaskSweep> SweepAsync(CancellationToken cancellationToken = default);
}
